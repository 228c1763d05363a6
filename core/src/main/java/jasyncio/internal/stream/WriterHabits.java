package jasyncio.internal.stream;

import jasyncio.Transport;
import java.lang.System.Logger.Level;

/// Watches how a program uses a writer, and warns once of each habit that will hurt it. Loop thread
/// only.
public final class WriterHabits {
  // The queue may hold so many times the high-water mark before somebody who never drains is told:
  // 1 MiB unless the marks were set. A smaller queue drains by itself in no time.
  private static final int PATIENCE = 16;

  private static final System.Logger LOG = System.getLogger("jasyncio");

  private boolean drains;
  private boolean closed;
  private boolean warned;

  public void draining() {
    drains = true;
  }

  public void closing() {
    closed = true;
  }

  /// To be told before something is queued, so that one large write is no habit.
  public void writing(Transport transport) {
    if (warned) {
      return;
    }
    if (closed) {
      warn("write() after close(): dropped by ", transport);
    } else if (!drains && transport.getWriteBufferSize() > mostWithoutDraining(transport)) {
      warn(
          "write() without ever awaiting drain(), which a slow peer turns into memory: ",
          transport);
    }
  }

  private static long mostWithoutDraining(Transport transport) {
    return (long) PATIENCE * transport.getWriteBufferLimits().high();
  }

  private void warn(String what, Transport transport) {
    warned = true;
    LOG.log(Level.WARNING, () -> what + transport);
  }
}
