package jasyncio.internal.stream;

import jasyncio.EventLoop;
import jasyncio.Transport;
import jasyncio.internal.base.DropWatch;
import jasyncio.internal.loop.LoopLog;
import java.lang.System.Logger.Level;

/// The guard of a stream's connection: closes it, with a warning in the log, once the program has
/// dropped the stream without closing it. The socket could not be reached in any other way.
///
/// A writer holds its reader, so a stream is dropped when its reader is. The protocol holds the
/// guard.
final class StreamGuard extends DropWatch<Object> {
  private final EventLoop loop;

  // loop thread only
  private Transport transport;

  /// Guards the connection of `reader` from now on.
  StreamGuard(Object reader, EventLoop loop, Transport transport) {
    super(reader);
    this.loop = loop;
    this.transport = transport;
  }

  /// Guards `transport` from now on, which the connection is behind.
  void replaceTransport(Transport transport) {
    this.transport = transport;
  }

  @Override
  protected void dropped() {
    try {
      loop.callSoonThreadsafe(this::close);
    } catch (IllegalStateException e) {
      // The loop was closed meanwhile, and has closed and reported its connections.
    }
  }

  private void close() {
    if (!transport.isClosing()) {
      if (LoopLog.admits("unclosed stream was dropped")) {
        LoopLog.log(Level.WARNING, () -> "unclosed stream was dropped: closing " + transport);
      }
      transport.close();
    }
  }
}
