package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.LookAhead;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.stream.DatagramInbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A UDP socket for tasks: they await the datagrams that it receives, and sending waits for room.
/// Beyond asyncio, which has callbacks only.
///
/// {@snippet lang="java":
/// try (var endpoint = await(openDatagram(new InetSocketAddress("127.0.0.1", 9999), null))) {
///   for (Datagram datagram : endpoint) {
///     await(endpoint.send(datagram.data(), datagram.address()));
///   }
/// }
/// }
///
/// **Order and loss** are as the network has it. Up to 64 datagrams are kept here for tasks that
/// are busy; then the endpoint stops receiving, and datagrams that the system's buffer cannot hold
/// are lost.
///
/// **Failures.** A failure that the system reports of a datagram sent before, such as that nobody
/// receives at the remote address, is thrown once, by a [#receive()] or by the next `send`. The
/// endpoint can still be used.
///
/// **Loop affinity.** Every method belongs to the endpoint's loop.
///
/// @see Asyncio#openDatagram
public final class DatagramEndpoint implements Iterable<Datagram>, AutoCloseable {
  private final DatagramTransport transport;
  private final DatagramInbox inbox;

  private DatagramEndpoint(DatagramTransport transport, DatagramInbox inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  static Coroutine<DatagramEndpoint> open(
      EventLoop loop,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options) {
    return () -> {
      var made =
          await(loop.createDatagramEndpoint(() -> new DatagramInbox(loop), local, remote, options));
      return new DatagramEndpoint(made.transport(), made.protocol());
    };
  }

  /// Receives the next datagram. Suspends until there is one. Any number of tasks may wait, and
  /// each datagram goes to one of them; cancelling loses none.
  ///
  /// @throws UncheckedIOException from the awaiting call, if the system reported that a datagram
  ///   sent before has failed
  /// @throws IllegalStateException from the awaiting call, if the endpoint is closed and all
  ///   datagrams that had arrived were taken
  @CheckReturnValue
  public Coroutine<Datagram> receive() {
    return () -> {
      Datagram next = inbox.take(this);
      if (next == null) {
        throw closed("receive");
      }
      return next;
    };
  }

  /// The datagrams to come, until the endpoint is closed; asking for the next one suspends, and
  /// throws as [#receive()] does.
  @Override
  public Iterator<Datagram> iterator() {
    return new LookAhead<>(this, () -> inbox.take(this));
  }

  /// As [#send(byte\[\], SocketAddress)], to the remote address that the endpoint was opened with.
  @CheckReturnValue
  public Coroutine<Void> send(byte[] data) {
    return sendTo(data, null);
  }

  /// As [#send(byte\[\])], with `text` in UTF-8.
  @CheckReturnValue
  public Coroutine<Void> send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends one datagram. Suspends while more is queued than the transport's high-water mark.
  ///
  /// A datagram that was sent need not arrive.
  ///
  /// @throws UncheckedIOException from the awaiting call, if the system refuses the datagram, such
  ///   as one that is too long, or reports that one sent before has failed
  /// @throws IllegalArgumentException from the awaiting call, if this endpoint cannot send to `to`
  /// @throws IllegalStateException from the awaiting call, if the endpoint is closed
  @CheckReturnValue
  public Coroutine<Void> send(byte[] data, SocketAddress to) {
    return sendTo(data, to);
  }

  private Coroutine<Void> sendTo(byte[] data, @Nullable SocketAddress to) {
    return Coroutine.of(() -> {
      if (transport.isClosing()) {
        throw closed("send");
      }
      IOException failure = inbox.failureOf(() -> transport.sendto(data, to));
      if (failure != null) {
        throw new UncheckedIOException(failure.getMessage(), failure);
      }
      inbox.awaitRoom(this);
    });
  }

  private IllegalStateException closed(String operation) {
    return new IllegalStateException(operation + "() on " + transport, inbox.cause());
  }

  /// The address of this end, with its real port.
  public SocketAddress localAddress() {
    return Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKNAME));
  }

  /// The transport that moves the datagrams, for limits and facts. Its protocol belongs to the
  /// endpoint.
  public DatagramTransport transport() {
    return transport;
  }

  /// Closes the endpoint once all queued datagrams are sent. Returns at once. May be repeated.
  @Override
  public void close() {
    transport.close();
  }

  /// Suspends until the endpoint is closed; to be awaited after [#close()].
  @CheckReturnValue
  public Coroutine<Void> waitClosed() {
    return Coroutine.of(() -> inbox.awaitLost(this));
  }

  @Override
  public String toString() {
    return "DatagramEndpoint[transport=" + TextForms.ofObject(transport) + "]";
  }
}
