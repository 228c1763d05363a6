/// Tier 8: pipes, such as a terminal or the standard streams of a child process. A transport for
/// each end, over the selector where that can watch, else over a thread that waits.
package jasyncio.internal.pipe;
