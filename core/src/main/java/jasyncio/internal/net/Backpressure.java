package jasyncio.internal.net;

import jasyncio.BaseTransport;
import jasyncio.FlowControl.WaterMarks;

/// Asks the protocol of a transport to pause and to resume writing. Loop thread only.
final class Backpressure {
  private final TcpNetwork network;
  private final BaseTransport transport;
  private final Pace pace = new Pace();

  Backpressure(TcpNetwork network, BaseTransport transport) {
    this.network = network;
    this.transport = transport;
  }

  /// The queue has come to hold `size` bytes.
  void grown(int size) {
    if (pace.pausesAt(size)) {
      try {
        transport.getProtocol().pauseWriting();
      } catch (Throwable t) {
        report("pauseWriting", t);
      }
    }
  }

  /// The queue has shrunk to `size` bytes. The protocol may write at this.
  void shrunk(int size) {
    if (pace.resumesAt(size)) {
      try {
        transport.getProtocol().resumeWriting();
      } catch (Throwable t) {
        report("resumeWriting", t);
      }
    }
  }

  private void report(String callback, Throwable failure) {
    network.report(
        "protocol." + callback + "() failed", failure, transport, transport.getProtocol());
  }

  WaterMarks marks() {
    return pace.marks();
  }

  /// Sets the marks for a queue that holds `size` bytes.
  void marks(WaterMarks marks, int size) {
    pace.marks(marks);
    grown(size);
  }
}
