package jasyncio.internal.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The channels of a loop, on its selector: those of transports, and those that the program
/// watches. Loop thread only, except [#wakeUp()].
public final class Channels implements LoopChannels {
  // as large as a socket's receive buffer is by default
  private static final int READ_BUFFER_SIZE = 256 * 1024;

  private static final Consumer<SelectionKey> SELECTED = Channels::selected;

  private final Loop loop;
  private final Clock clock;
  private final Selector selector;

  // null in a simulation, whose threads take turns
  private final @Nullable WakeUpPipe wakeUps;

  private final ProgramWatches programWatches;
  private @Nullable ByteBuffer readBuffer;

  // the watched channels, with those that their owners have closed since the last poll
  private int watched;

  private Runnable lost = () -> {};

  Channels(Loop loop, Machine machine) {
    this.loop = loop;
    this.clock = machine.clock();
    this.programWatches = new ProgramWatches(loop, this);
    try {
      this.selector = machine.channels().openSelector();
      this.wakeUps = openWakeUps();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector", e);
    }
    this.watched = selector.keys().size();
  }

  private @Nullable WakeUpPipe openWakeUps() throws IOException {
    try {
      return WakeUpPipe.open(selector);
    } catch (Throwable t) {
      selector.close();
      throw t;
    }
  }

  /// Waits at most `nanos` for a channel to become ready, and queues the steps of those that are.
  void poll(long nanos) {
    try {
      clock.select(selector, SELECTED, nanos);
    } catch (IOException e) {
      throw new UncheckedIOException("the selector of " + loop + " failed", e);
    }
    int left = selector.keys().size();
    if (left < watched) {
      watched = left;
      lost.run();
    }
  }

  private static void selected(SelectionKey key) {
    ((Selected) key.attachment()).selected();
  }

  /// Ends the present poll, or else the next one. Any thread.
  void wakeUp() {
    if (wakeUps != null && Thread.currentThread().isVirtual()) {
      wakeUps.wakeUp();
    } else {
      selector.wakeup();
    }
  }

  void close() {
    try (selector) {
      if (wakeUps != null) {
        wakeUps.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing the selector of " + loop, e);
    }
  }

  /// The channels that the program watches by itself.
  public ProgramWatches programWatches() {
    return programWatches;
  }

  @Override
  public Watch watch(SelectableChannel channel, Runnable readable, Runnable writable)
      throws ClosedChannelException {
    return ChannelWatch.ofTransport(loop, register(channel), readable, writable);
  }

  /// Puts `channel`, which must not be there, on the selector.
  SelectionKey register(SelectableChannel channel) throws ClosedChannelException {
    loop.checkNotClosed();
    SelectionKey known = channel.keyFor(selector);
    if (known != null && known.isValid()) {
      throw new IllegalStateException(channel + " is watched by " + loop + " already");
    }
    if (known != null) {
      flushCancelled(); // the JDK refuses to register a channel before
    }
    SelectionKey key = channel.register(selector, 0);
    watched++;
    return key;
  }

  /// Takes a channel off the selector.
  void unregister(SelectionKey key) {
    if (key.isValid()) {
      watched--;
      key.cancel();
    }
  }

  @Override
  public void whenLost(Runnable listener) {
    lost = listener;
  }

  /// The watch of `channel`, also one that was cancelled since the last poll; null if there is
  /// none.
  @Nullable ChannelWatch watchOf(SelectableChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    return key == null ? null : (ChannelWatch) key.attachment();
  }

  @Override
  public SelectorProvider provider() {
    return selector.provider();
  }

  @Override
  public void checkFree(SelectableChannel channel) {
    if (channel.provider() != provider()) {
      throw new IllegalArgumentException(
          "cannot use %s: it is a channel of %s, and those of the loop are of %s"
              .formatted(channel, channel.provider(), provider()));
    }
    programWatches.checkFree(channel);
  }

  @Override
  public void flushCancelled() {
    poll(0);
  }

  @Override
  public ByteBuffer readBuffer() {
    ByteBuffer buffer = readBuffer;
    if (buffer == null) {
      buffer = OutsideTask.call(() -> ByteBuffer.allocateDirect(READ_BUFFER_SIZE));
      readBuffer = buffer;
    }
    return buffer.clear();
  }

  @Override
  public ConnectionEvents connectionEvents() {
    return loop.connectionEvents();
  }

  /// The number of sockets that are watched, without those that listen.
  public int connectionCount() {
    return (int)
        selector.keys().stream()
            .filter(SelectionKey::isValid)
            .filter(key ->
                key.channel() instanceof SocketChannel || key.channel() instanceof DatagramChannel)
            .count();
  }
}
