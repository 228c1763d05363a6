package jasyncio.internal.transport;

import jasyncio.BaseTransport;
import jasyncio.internal.net.Network;
import java.lang.System.Logger.Level;

/// Counts what is written to a transport that is lost, and warns once: who goes on for so long has
/// missed that it is lost. Loop thread only.
public final class DroppedWrites {
  private static final int WARN_AT = 5; // asyncio's constant

  private final BaseTransport transport;
  private int count;

  /// Counts the writes to `transport`.
  public DroppedWrites(BaseTransport transport) {
    this.transport = transport;
  }

  /// Another write was dropped.
  public void count() {
    if (++count == WARN_AT) {
      Network.LOG.log(
          Level.WARNING, () -> count + " writes were dropped by the closed " + transport);
    }
  }
}
