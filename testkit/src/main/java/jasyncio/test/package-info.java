/// Simulations of programs of jasyncio: virtual time, a network in memory, and orders of events
/// that a seed chooses and repeats.
///
/// [jasyncio.test.AsyncTest] makes a test method a coroutine; [jasyncio.test.Simulation] runs a
/// program once, as [jasyncio.test.SimulationOptions] say; [jasyncio.test.Explorer] runs it in many
/// orders.
package jasyncio.test;
