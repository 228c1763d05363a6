package jasyncio.internal.net;

import jasyncio.Coroutine;
import jasyncio.Datagram;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.Chunks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.WritableByteChannel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Single operations on channels that no transport has. Mirrors `sock_*`.
///
/// Each tries at once, and suspends its task only if the channel is not ready. Only the task itself
/// takes anything from a channel, so that cancelling loses no data and no connection. An operation
/// whose channel is closed meanwhile fails at the next poll. Loop thread only.
public final class SocketOperations {
  private static final int COPY_SIZE = 256 * 1024; // asyncio's

  private final EventLoop loop;
  private final LoopChannels channels;
  private final HostAddresses hosts;
  private final Direction reading;
  private final Direction writing;

  /// The operations of `loop`, whose selector is behind `channels`.
  public SocketOperations(EventLoop loop, LoopChannels channels, Network network) {
    this.loop = loop;
    this.channels = channels;
    this.hosts = network.hosts();
    this.reading = new Direction("reads from", "reading", loop::addReader, loop::removeReader);
    this.writing = new Direction("writes to", "writing", loop::addWriter, loop::removeWriter);
    channels.whenLost(this::wakeClosed);
  }

  // Receiving

  /// See [EventLoop#sockRecv(SocketChannel, int)].
  public Coroutine<byte[]> receive(SocketChannel channel, int max) {
    checkSize(max);
    return reading.operation(
        channel,
        () -> {
          ByteBuffer buffer = sharedBuffer(max);
          int count = channel.read(buffer);
          return count == 0 && max > 0 ? null : Chunks.content(buffer);
        });
  }

  /// See [EventLoop#sockRecvInto(SocketChannel, ByteBuffer)].
  public Coroutine<Integer> receiveInto(SocketChannel channel, ByteBuffer target) {
    return reading.operation(
        channel,
        () -> {
          int count = Chunks.receive(channel, target, channels::readBuffer);
          return count == 0 && target.hasRemaining() ? null : Math.max(count, 0);
        });
  }

  /// See [EventLoop#sockRecvfrom(DatagramChannel, int)].
  public Coroutine<Datagram> receiveFrom(DatagramChannel channel, int max) {
    checkSize(max);
    return reading.operation(
        channel,
        () -> {
          ByteBuffer buffer = sharedBuffer(max);
          SocketAddress sender = channel.receive(buffer);
          return sender == null ? null : new Datagram(Chunks.content(buffer), sender);
        });
  }

  /// See [EventLoop#sockRecvfromInto(DatagramChannel, ByteBuffer, int)].
  public Coroutine<SocketAddress> receiveFromInto(
      DatagramChannel channel, ByteBuffer target, int max) {
    checkSize(max);
    if (max > target.remaining()) {
      throw new IllegalArgumentException(
          "size is greater than the room in the buffer: " + max + " > " + target.remaining());
    }
    return reading.operation(
        channel,
        () -> {
          ByteBuffer room = sharedBuffer(max);
          SocketAddress sender = channel.receive(room);
          target.put(room.flip());
          return sender;
        });
  }

  private static void checkSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size < 0: " + size);
    }
  }

  private ByteBuffer sharedBuffer(int max) {
    return Chunks.limited(channels.readBuffer(), max);
  }

  // Sending

  /// See [EventLoop#sockSendall(SocketChannel, ByteBuffer)].
  public Coroutine<Void> sendAll(SocketChannel channel, ByteBuffer data) {
    var sending = writing.operation(channel, () -> sendsAll(channel, data));
    return Coroutine.of(() -> Await.await(sending));
  }

  /// Sends as much as the system takes; gives `data` once that is all, else null.
  private @Nullable ByteBuffer sendsAll(SocketChannel channel, ByteBuffer data) throws IOException {
    Chunks.send(channel, data, channels::readBuffer);
    return data.hasRemaining() ? null : data;
  }

  /// See [EventLoop#sockSendto(DatagramChannel, ByteBuffer, SocketAddress)].
  public Coroutine<Integer> sendTo(
      DatagramChannel channel, ByteBuffer data, SocketAddress receiver) {
    return writing.operation(
        channel,
        () -> {
          boolean empty = !data.hasRemaining();
          int count = channel.send(Chunks.direct(data, channels.readBuffer()), receiver);
          data.position(data.position() + count);
          return count == 0 && !empty ? null : count;
        });
  }

  /// See [EventLoop#sockSendfile].
  public Coroutine<Long> sendFile(SocketChannel channel, FilePart.Source source, boolean fallback) {
    return () -> {
      FilePart part = source.open();
      try (part) {
        if (!part.isSendable(fallback) || !sendBySystem(channel, part, fallback)) {
          copy(channel, part);
        }
        return part.sent();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "sending %s through %s: %s".formatted(part.name(), channel, ChannelErrors.reason(e)),
            e);
      }
    };
  }

  /// Gives false if the system cannot send the file after all, and it must be copied.
  private boolean sendBySystem(SocketChannel channel, FilePart part, boolean fallback)
      throws IOException {
    try {
      check(channel);
      var _ = writing.until(channel, () -> sendsAll(channel, part));
      return true;
    } catch (IOException e) {
      if (part.isCopyable(e, fallback)) {
        return false;
      }
      throw e;
    }
  }

  private static @Nullable FilePart sendsAll(WritableByteChannel channel, FilePart part)
      throws IOException {
    if (part.hasMore()) {
      part.transferTo(channel);
    }
    return part.hasMore() ? null : part;
  }

  private void copy(SocketChannel channel, FilePart part) throws IOException {
    ByteBuffer buffer = OutsideTask.call(() -> ByteBuffer.allocateDirect(COPY_SIZE));
    for (part.read(buffer); buffer.hasRemaining(); part.read(buffer)) {
      int count = buffer.remaining();
      try {
        Await.await(writing.operation(channel, () -> sendsAll(channel, buffer)));
      } finally {
        part.advance(count - buffer.remaining());
      }
      // a receiver as fast as the sender would else keep the loop to itself
      Await.turn();
    }
  }

  // Connecting

  /// See [EventLoop#sockAccept(ServerSocketChannel)].
  public Coroutine<SocketChannel> accept(ServerSocketChannel channel) {
    return reading.operation(
        channel,
        () -> {
          SocketChannel connection = channel.accept();
          if (connection != null) {
            makeNonBlocking(connection);
          }
          return connection;
        });
  }

  private static void makeNonBlocking(SocketChannel connection) throws IOException {
    try {
      connection.configureBlocking(false);
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(connection);
      throw t;
    }
  }

  /// See [EventLoop#sockConnect(SocketChannel, SocketAddress)].
  public Coroutine<Void> connect(SocketChannel channel, SocketAddress address) {
    return Coroutine.of(() -> {
      try {
        check(channel);
        // an attempt whose task was cancelled goes on in the system
        boolean connected = !channel.isConnectionPending() && begin(channel, address);
        if (!connected) {
          var _ = writing.until(channel, () -> channel.finishConnect() ? channel : null);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot connect to " + Addresses.describe(address) + ": " + ChannelErrors.reason(e), e);
      }
    });
  }

  /// Tells whether the connection stands at once.
  private boolean begin(SocketChannel channel, SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress name && name.isUnresolved())) {
      return channel.connect(address);
    }
    List<InetSocketAddress> candidates = hosts.resolve(name.getHostString(), name.getPort(), null);
    for (InetSocketAddress candidate : candidates) {
      try {
        return channel.connect(candidate);
      } catch (UnsupportedAddressTypeException e) {
        // of another family than the socket
      }
    }
    throw new UnknownHostException("no address of the socket's family in " + candidates);
  }

  // Waiting

  private void check(SelectableChannel channel) {
    if (channel.isOpen() && channel.isBlocking()) {
      throw new IllegalArgumentException(
          "the socket must be non-blocking: call configureBlocking(false) on " + channel);
    }
    channels.checkFree(channel);
  }

  private static UncheckedIOException failure(Object channel, IOException cause) {
    return new UncheckedIOException(channel + ": " + ChannelErrors.reason(cause), cause);
  }

  /// An operation that is done at once; gives null if the channel is not ready.
  @FunctionalInterface
  private interface Attempt<T> {
    @Nullable T run() throws IOException;
  }

  /// Polls, if an operation waits, so that those end whose channel its owner has closed: nothing
  /// else would wake them. For a loop that is about to wait; gives true if it may have something to
  /// run now.
  public boolean endClosed() {
    if (reading.isIdle() && writing.isIdle()) {
      return false;
    }
    channels.flushCancelled();
    return true;
  }

  private void wakeClosed() {
    reading.wakeClosed();
    writing.wakeClosed();
  }

  /// One of the two things to wait for: that channels can be read, or written.
  private final class Direction {
    private final String verb;
    private final String operation;
    private final BiConsumer<SelectableChannel, Runnable> watch;
    private final Predicate<SelectableChannel> unwatch;

    // the wait for each channel; done if its task was cancelled and has not run yet
    private final IdentityHashMap<SelectableChannel, Future<SelectableChannel>> waiters =
        new IdentityHashMap<>();

    Direction(
        String verb,
        String operation,
        BiConsumer<SelectableChannel, Runnable> watch,
        Predicate<SelectableChannel> unwatch) {
      this.verb = verb;
      this.operation = operation;
      this.watch = watch;
      this.unwatch = unwatch;
    }

    <T> Coroutine<T> operation(SelectableChannel channel, Attempt<T> attempt) {
      return () -> {
        check(channel);
        try {
          return until(channel, attempt);
        } catch (IOException e) {
          throw failure(channel, e);
        }
      };
    }

    <T> T until(SelectableChannel channel, Attempt<T> attempt) throws IOException {
      T result = attempt.run();
      while (result == null) {
        awaitReady(channel);
        result = attempt.run();
      }
      return result;
    }

    private void awaitReady(SelectableChannel channel) {
      Future<SelectableChannel> earlier = waiters.get(channel);
      if (earlier != null && !earlier.done()) {
        throw new IllegalStateException("another task " + verb + " " + channel + " already");
      }
      Future<SelectableChannel> ready = loop.createFuture(operation, channel);
      watch.accept(channel, () -> complete(ready, channel));
      waiters.put(channel, ready);
      try {
        Await.await(ready);
      } finally {
        // unless another operation has taken the place of this one, which was cancelled
        if (waiters.remove(channel, ready)) {
          var _ = unwatch.test(channel);
        }
      }
    }

    boolean isIdle() {
      return waiters.isEmpty();
    }

    /// Lets the operations try again whose channel is closed: the attempt tells them.
    void wakeClosed() {
      waiters.forEach((channel, ready) -> {
        if (!channel.isOpen()) {
          complete(ready, channel);
        }
      });
    }

    private static void complete(Future<SelectableChannel> ready, SelectableChannel channel) {
      if (!ready.done()) {
        ready.setResult(channel);
      }
    }
  }
}
