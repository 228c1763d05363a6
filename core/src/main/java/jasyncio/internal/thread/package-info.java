/// Tier 5: the threads that work for a loop: its default executor and the jobs in it.
package jasyncio.internal.thread;
