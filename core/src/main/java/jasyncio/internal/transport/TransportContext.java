package jasyncio.internal.transport;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.loop.ConnectionEvents;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.LoopLog;
import jasyncio.internal.loop.Watch;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The side of a loop that its transports of one family see: the selector, the shared buffer, the
/// observers and the exception handler; and the list of those transports that are open.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class TransportContext {
  private static final int WARN_AT = 5; // dropped writes; asyncio's constant

  private final EventLoop loop;
  private final LoopChannels channels;
  private final Set<AbstractTransport> open = new LinkedHashSet<>();

  /// The context of transports of `loop`, whose selector is behind `channels`.
  public TransportContext(EventLoop loop, LoopChannels channels) {
    this.loop = loop;
    this.channels = channels;
  }

  /// The loop.
  public EventLoop loop() {
    return loop;
  }

  /// The loop's shared buffer, cleared. Lent until anything else runs.
  public ByteBuffer buffer() {
    return channels.readBuffer();
  }

  /// The observers of connections and bytes.
  public ConnectionEvents connectionEvents() {
    return channels.connectionEvents();
  }

  /// The maker of channels that can be watched here.
  public SelectorProvider provider() {
    return channels.provider();
  }

  /// Puts a non-blocking channel on the loop's selector. See [LoopChannels#watch].
  public Watch watch(SelectableChannel channel, Runnable readable, Runnable writable)
      throws IOException {
    return channels.watch(channel, readable, writable);
  }

  /// Completes the closing of watched channels, which the JDK does only when the loop next polls.
  /// Until then a listening socket keeps its port, and the writer of a pipe does not learn that
  /// nobody reads.
  public void flushClosed() {
    channels.flushCancelled();
  }

  /// The transports that have started and are not gone.
  public List<AbstractTransport> open() {
    return List.copyOf(open);
  }

  void remember(AbstractTransport transport) {
    open.add(transport);
  }

  void forget(AbstractTransport transport) {
    open.remove(transport);
  }

  /// Releases the transports that are open, without a call of their protocols, since no loop is
  /// left to run them; warns of each that the program has forgotten. For a loop that closes.
  public void releaseAll() {
    for (AbstractTransport transport : open()) {
      if (transport.isForgotten()) {
        LoopLog.log(Level.WARNING, () -> "loop closed with unclosed " + transport);
      }
      transport.release();
    }
  }

  /// Tells the loop's exception handler, unless `cause` is of the kind that ends a loop's run.
  public void report(
      String message,
      Throwable cause,
      @Nullable BaseTransport transport,
      @Nullable BaseProtocol protocol) {
    Fatal.rethrowIfFatal(cause);
    loop.callExceptionHandler(
        ExceptionContext.of(message, cause).withConnection(transport, protocol));
  }

  /// Warns once of a program that goes on writing to a transport that is lost: at its fifth write,
  /// it has missed that.
  ///
  /// @param count how many writes were dropped, this one included
  public void warnOfDroppedWrites(int count, BaseTransport transport) {
    if (count == WARN_AT && LoopLog.admits("writes to a closed transport")) {
      LoopLog.log(Level.WARNING, () -> count + " writes were dropped by the closed " + transport);
    }
  }
}
