package jasyncio.internal.transport;

import jasyncio.BaseTransport;
import jasyncio.FlowControl.WaterMarks;

/// The rule by which a transport asks its protocol to pause and to resume writing: above the
/// high-water mark it pauses, and from there on it does not resume before the low one. Loop thread
/// only.
public final class Backpressure {
  private static final WaterMarks DEFAULT = new WaterMarks(16 * 1024, 64 * 1024); // asyncio's

  private final TransportContext context;
  private final BaseTransport transport;
  private WaterMarks marks = DEFAULT;
  private boolean paused;

  /// The rule for the protocol of `transport`.
  public Backpressure(TransportContext context, BaseTransport transport) {
    this.context = context;
    this.transport = transport;
  }

  /// The queue has come to hold `size` bytes.
  public void grown(int size) {
    if (paused || size <= marks.high()) {
      return;
    }
    paused = true;
    try {
      transport.getProtocol().pauseWriting();
    } catch (Throwable t) {
      report("protocol.pauseWriting() failed", t);
    }
  }

  /// The queue has shrunk to `size` bytes. The protocol may write while it is told.
  public void shrunk(int size) {
    if (!paused || size > marks.low()) {
      return;
    }
    paused = false;
    try {
      transport.getProtocol().resumeWriting();
    } catch (Throwable t) {
      report("protocol.resumeWriting() failed", t);
    }
  }

  private void report(String message, Throwable failure) {
    context.report(message, failure, transport, transport.getProtocol());
  }

  /// The marks in force.
  public WaterMarks marks() {
    return marks;
  }

  /// Sets the marks for a queue that holds `size` bytes.
  public void marks(WaterMarks marks, int size) {
    this.marks = marks;
    grown(size);
  }
}
