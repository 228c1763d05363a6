/// Tools: looks at running loops from outside, through [jasyncio.internal.observe.LoopView].
///
/// A look by the command line comes in by [jasyncio.internal.observe.InspectionTool]; a page is
/// [jasyncio.internal.observe.MonitorPage]; steps that take too long are found by
/// [jasyncio.internal.observe.Watchdog]. A loop pays for none of them while it is not looked at.
package jasyncio.internal.observe;
