package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.DatagramProtocol;
import jasyncio.DatagramTransport;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.Chunks;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A UDP socket on the loop's selector.
///
/// **Receiving.** When the socket is readable, datagrams are taken one by one through the buffer
/// that all transports of the loop share.
///
/// **Sending.** While nothing is queued, a datagram goes straight to the system. If the system has
/// no room, it is copied and queued, and the socket is watched for writability.
///
/// **Failures** of single datagrams are told to the protocol, and change nothing. Only a failure
/// that cannot be the network's ends the endpoint.
///
/// **The end** is that of every [AbstractTransport]. Loop thread only.
public final class UdpTransport extends AbstractTransport implements DatagramTransport {
  // One turn takes no more, so that other sockets have their share. It is a guess: enough to spare
  // most looks at the selector when datagrams come in bursts.
  private static final int MOST_PER_TURN = 16;

  // the size of a queued datagram beside its bytes, as asyncio reckons
  private static final int HEADER_SIZE = 8;

  private static final String NO_EMPTY_DATAGRAM =
      "the JDK sends no empty datagram from a connected socket:"
          + " open the endpoint without a remote address";

  private final DatagramChannel channel;
  private final SocketAddress local;
  private final StandardProtocolFamily family;

  // the address that all datagrams go to; null if each has its own
  private final @Nullable SocketAddress remote;
  private final boolean connected;

  private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
  private int queued; // bytes, headers included
  private final Backpressure backpressure;
  private @Nullable Watch watch;
  private DatagramProtocol protocol;

  private boolean paused;

  private record Outgoing(ByteBuffer data, SocketAddress to) {
    int size() {
      return data.remaining() + HEADER_SIZE;
    }
  }

  /// Takes `channel` over, which is bound. Nothing happens before [#start].
  ///
  /// @param remote the address that all datagrams go to, or null
  UdpTransport(
      TransportContext context,
      DatagramChannel channel,
      DatagramProtocol protocol,
      @Nullable SocketAddress remote)
      throws IOException {
    super(context);
    this.channel = channel;
    this.local = channel.getLocalAddress();
    this.family = Addresses.family(local);
    this.remote = remote;
    this.connected = channel.isConnected();
    this.protocol = protocol;
    this.backpressure = new Backpressure(context, this);
  }

  /// Begins in the next turn. See [#beginSoon].
  void start(Future<AbstractTransport> ready) throws IOException {
    watch = context.watch(channel, this::readReady, this::writeReady);
    context.connectionEvents().opened(this);
    beginSoon(ready);
  }

  @Override
  protected void onBegun() {
    watchReading();
  }

  private Watch watch() {
    Watch watch = this.watch;
    if (watch == null) {
      throw new IllegalStateException(this + " has not started");
    }
    return watch;
  }

  // Receiving

  private void readReady() {
    for (int i = 0; i < MOST_PER_TURN && isReading(); i++) {
      if (!receive()) {
        return;
      }
    }
  }

  /// Receives one datagram; gives whether there may be more.
  private boolean receive() {
    ByteBuffer buffer = context.buffer();
    SocketAddress from;
    try {
      from = channel.receive(buffer);
    } catch (IOException e) {
      failed(e);
      return true;
    } catch (RuntimeException e) {
      report("Fatal read error on datagram transport", e);
      lose(e);
      return false;
    }
    if (from == null) {
      return false;
    }
    context.connectionEvents().received(this, buffer.position());
    byte[] data = new byte[buffer.position()];
    buffer.get(0, data);
    try {
      protocol.datagramReceived(data, from);
    } catch (Throwable t) {
      report("protocol.datagramReceived() failed", t);
    }
    return true;
  }

  @Override
  public boolean isReading() {
    return !isClosing() && !paused;
  }

  @Override
  public void pauseReading() {
    paused = true;
    watchReading();
  }

  @Override
  public void resumeReading() {
    paused = false;
    watchReading();
  }

  private void watchReading() {
    if (hasBegun()) {
      watch().reading(isReading());
    }
  }

  // Sending

  @Override
  public void sendto(ByteBuffer data, @Nullable SocketAddress to) {
    SocketAddress target = target(to);
    if (isLost()) {
      countDroppedWrite();
    } else if (!queue.isEmpty() || !send(data, target)) {
      enqueue(new Outgoing(ByteBuffer.allocate(data.remaining()).put(data).flip(), target));
    }
    data.position(data.limit());
  }

  private SocketAddress target(@Nullable SocketAddress to) {
    if (remote == null) {
      return Addresses.checkReachable(to, family);
    }
    if (to != null && !to.equals(remote)) {
      throw new IllegalArgumentException(
          "%s sends to %s only, not to %s"
              .formatted(this, Addresses.describe(remote), Addresses.describe(to)));
    }
    return remote;
  }

  /// Offers a datagram to the system; gives false if that has no room for it, so that it must be
  /// queued. A failure has been dealt with.
  ///
  /// For an empty datagram the JDK does not tell sent from no room. It counts as sent.
  private boolean send(ByteBuffer data, SocketAddress to) {
    int size = data.remaining();
    if (connected && size == 0) {
      failed(new IOException(NO_EMPTY_DATAGRAM));
      return true;
    }
    try {
      ByteBuffer piece = Chunks.direct(data, context.buffer());
      int sent = connected ? channel.write(piece) : channel.send(piece, to);
      context.connectionEvents().sent(this, sent);
      return sent == size;
    } catch (IOException e) {
      failed(e);
    } catch (RuntimeException e) {
      report("Fatal write error on datagram transport", e);
      lose(e);
    }
    return true;
  }

  private void enqueue(Outgoing datagram) {
    if (queue.isEmpty()) {
      watch().writing(true);
    }
    queue.addLast(datagram);
    queued += datagram.size();
    backpressure.grown(queued);
  }

  private void writeReady() {
    while (!queue.isEmpty()) {
      Outgoing next = queue.element();
      if (!send(next.data(), next.to())) {
        break;
      }
      if (isLost()) { // and with that the queue is gone
        return;
      }
      queue.remove();
      queued -= next.size();
    }
    backpressure.shrunk(queued);
    if (queue.isEmpty() && !isLost()) {
      watch().writing(false);
      finishClosing();
    }
  }

  @Override
  public int getWriteBufferSize() {
    return queued;
  }

  @Override
  public WaterMarks getWriteBufferLimits() {
    return backpressure.marks();
  }

  @Override
  public void setWriteBufferLimits(int high, int low) {
    backpressure.marks(new WaterMarks(low, high), queued);
  }

  // Failures and the end

  /// A datagram failed, or the socket is gone.
  private void failed(IOException cause) {
    if (cause instanceof ClosedChannelException) { // as by an interrupt of the loop's thread
      lose(new UncheckedIOException(this + ": socket closed", cause));
      return;
    }
    boolean refused = cause instanceof PortUnreachableException;
    if (refused && remote == null) { // its receiver cannot be known
      return;
    }
    try {
      protocol.errorReceived(refused ? unreachable(cause) : cause);
    } catch (Throwable t) {
      report("protocol.errorReceived() failed", t);
    }
  }

  /// The JDK does not say which port.
  private PortUnreachableException unreachable(IOException cause) {
    var named = new PortUnreachableException("nobody receives at " + Addresses.describe(remote));
    named.initCause(cause);
    return named;
  }

  @Override
  protected boolean isBusy() {
    return !queue.isEmpty();
  }

  @Override
  protected void onClosing() {
    watchReading();
  }

  @Override
  protected void onLost() {
    queue.clear();
    queued = 0;
    watch().writing(false);
  }

  @Override
  protected void onGone() {
    if (watch != null) { // else it has not started
      watch.cancel();
      context.connectionEvents().closed(this);
    }
    ChannelErrors.closeQuietly(channel);
    context.flushClosed();
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    if (!(protocol instanceof DatagramProtocol datagrams)) {
      throw new IllegalArgumentException("no DatagramProtocol: " + protocol.getClass().getName());
    }
    this.protocol = datagrams;
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return key.type().cast(extraInfo(key));
  }

  private @Nullable Object extraInfo(ExtraInfo<?> key) {
    if (key.equals(ExtraInfo.PEERNAME)) {
      return connected ? remote : null;
    }
    if (key.equals(ExtraInfo.SOCKNAME)) {
      return local;
    }
    return key.equals(ExtraInfo.SOCKET) ? new TransportSocket(channel) : null;
  }

  @Override
  public String toString() {
    return "UdpTransport[%s -> %s, %s, %s, write buffer %s]"
        .formatted(
            Addresses.describe(local),
            remote == null ? "any" : Addresses.describe(remote),
            state(),
            isReading() ? "reading" : "not reading",
            queued);
  }
}
