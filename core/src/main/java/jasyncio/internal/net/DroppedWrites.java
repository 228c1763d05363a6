package jasyncio.internal.net;

import jasyncio.BaseTransport;
import java.lang.System.Logger.Level;

/// Counts what is written to a transport that is lost, and warns once: who goes on for so long has
/// missed that it is lost. Loop thread only.
final class DroppedWrites {
  private static final int WARN_AT = 5; // asyncio's constant

  private final BaseTransport transport;
  private int count;

  DroppedWrites(BaseTransport transport) {
    this.transport = transport;
  }

  void count() {
    if (++count == WARN_AT) {
      TcpNetwork.LOG.log(
          Level.WARNING, () -> count + " writes were dropped by the lost " + transport);
    }
  }
}
