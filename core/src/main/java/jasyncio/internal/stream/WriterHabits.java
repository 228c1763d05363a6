package jasyncio.internal.stream;

import jasyncio.Transport;
import jasyncio.internal.loop.LoopLog;
import java.lang.System.Logger.Level;

/// A watch on the way a program uses a writer, which warns once of a habit that will hurt. Loop
/// thread only.
public final class WriterHabits {
  // A program that never drains is warned once the queue holds this many times the high-water mark:
  // 1 MiB unless the marks were set. A smaller queue drains by itself in no time.
  private static final int PATIENCE = 16;

  private boolean drains;
  private boolean closed;
  private boolean warned;

  /// Notes that the program awaits `drain()`.
  public void draining() {
    drains = true;
  }

  /// Notes that the program has closed the writer.
  public void closing() {
    closed = true;
  }

  /// Checks a write. To be called before the bytes are queued, so that one large write is no habit.
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
    if (LoopLog.admits(what)) {
      LoopLog.log(Level.WARNING, () -> what + transport);
    }
  }
}
