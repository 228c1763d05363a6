package jasyncio.internal.stream;

import jasyncio.EventLoop;
import jasyncio.StreamReader;
import jasyncio.Transport;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/// Closes the connection of a stream that the program has dropped without closing it, and says so
/// in the log: nobody could use it any more, and its socket would be lost.
///
/// A writer holds its reader, so a stream is dropped when its reader is.
public final class StreamGuard {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final System.Logger LOG = System.getLogger("jasyncio");

  private final EventLoop loop;
  private Transport transport;
  private final Cleaner.Cleanable registration;

  // loop thread writes, the Cleaner's thread reads
  private volatile boolean dismissed;

  /// Guards the connection of `reader` from now on.
  public StreamGuard(StreamReader reader, EventLoop loop, Transport transport) {
    this.loop = loop;
    this.transport = transport;
    this.registration = CLEANER.register(reader, this::dropped);
  }

  /// The connection is behind another transport from now on.
  public void replaceTransport(Transport transport) {
    this.transport = transport;
  }

  /// The connection is gone, so there is nothing to guard.
  public void dismiss() {
    dismissed = true;
    registration.clean();
  }

  /// Cleaner's thread.
  private void dropped() {
    if (dismissed) {
      return;
    }
    try {
      loop.callSoonThreadsafe(this::close);
    } catch (IllegalStateException e) {
      // The loop was closed meanwhile, and has closed and reported its connections.
    }
  }

  private void close() {
    if (!transport.isClosing()) {
      LOG.log(Level.WARNING, () -> "unclosed stream was dropped: closing " + transport);
      transport.close();
    }
  }
}
