package jasyncio.internal.transport;

import jasyncio.BaseTransport;
import jasyncio.FlowControl.WaterMarks;
import java.util.function.BiConsumer;

/// Asks the protocol of a transport to pause and to resume writing. Loop thread only.
public final class Backpressure {
  private final BaseTransport transport;
  private final BiConsumer<String, Throwable> report;
  private final WaterMarkState pace = new WaterMarkState();

  /// @param report gets what the protocol throws, with a message
  public Backpressure(BaseTransport transport, BiConsumer<String, Throwable> report) {
    this.transport = transport;
    this.report = report;
  }

  /// The queue has come to hold `size` bytes.
  public void grown(int size) {
    if (pace.pausesAt(size)) {
      try {
        transport.getProtocol().pauseWriting();
      } catch (Throwable t) {
        report.accept("protocol.pauseWriting() failed", t);
      }
    }
  }

  /// The queue has shrunk to `size` bytes. The protocol may write at this.
  public void shrunk(int size) {
    if (pace.resumesAt(size)) {
      try {
        transport.getProtocol().resumeWriting();
      } catch (Throwable t) {
        report.accept("protocol.resumeWriting() failed", t);
      }
    }
  }

  /// The marks in force.
  public WaterMarks marks() {
    return pace.marks();
  }

  /// Sets the marks for a queue that holds `size` bytes.
  public void marks(WaterMarks marks, int size) {
    pace.marks(marks);
    grown(size);
  }
}
