package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.BufferedProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.Transport;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.Buffering;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.Chunks;
import jasyncio.internal.transport.IdleTimer;
import jasyncio.internal.transport.PullableTransport;
import jasyncio.internal.transport.PullingProtocol;
import jasyncio.internal.transport.Receiver;
import jasyncio.internal.transport.TransportContext;
import jasyncio.internal.transport.WriteQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connected socket on the loop's selector.
///
/// **Receiving.** When the socket is readable, one read goes into the buffer that all transports of
/// the loop share, and the protocol gets an array of exactly the bytes that arrived; a buffered
/// protocol's own buffer is read into directly. A protocol with a task that waits lets the task
/// receive for itself: it takes no more than it can use, and its bytes are still in the processor's
/// cache.
///
/// **Sending.** While nothing is queued, a write goes straight to the system. The rest, which the
/// system does not take, is queued, and from then on writes join the queue; the socket is watched
/// for writability only while there is one. Bytes travel to the system through the shared buffer as
/// well, so that many small pieces become one system call and the JDK need not find a temporary
/// buffer.
///
/// **The end** is that of every [AbstractTransport]; the end of the received file closes, too,
/// unless the protocol wants to go on sending.
///
/// Loop thread only.
public final class SocketTransport extends AbstractTransport
    implements Transport, PullableTransport {
  private static final int END_OF_STREAM = -1;

  private final SocketChannel channel;
  private final @Nullable TcpServer server;
  private final @Nullable SocketAddress local;
  private final @Nullable SocketAddress peer;

  private final WriteQueue queue = new WriteQueue();
  private final Backpressure backpressure;
  private @Nullable Watch watch;
  private @Nullable IdleTimer idleTimer;

  // runs when the socket takes bytes, while the sending side is lent
  private @Nullable Runnable borrower;

  private Receiver receiver;

  // of the server's budget
  private final BufferBudget.Share share = new BufferBudget.Share();

  private boolean paused;
  private boolean endReceived;
  private boolean endWritten;

  /// Takes `channel` over. Nothing happens before [#start].
  ///
  /// @param server the server that accepted it; null for a client's
  /// @throws IllegalArgumentException if `protocol` is not for streams of bytes
  SocketTransport(
      TransportContext context,
      SocketChannel channel,
      BaseProtocol protocol,
      @Nullable TcpServer server)
      throws IOException {
    super(context);
    this.channel = channel;
    this.server = server;
    this.local = channel.getLocalAddress();
    this.peer = channel.getRemoteAddress();
    this.receiver = Receiver.of(protocol);
    this.backpressure = new Backpressure(context, this);
  }

  /// Begins in the next turn. See [#beginSoon].
  void start(Watch watch, @Nullable Future<AbstractTransport> ready) {
    this.watch = watch;
    context.connectionEvents().opened(this);
    beginSoon(ready);
  }

  /// Gives the connection up once it has stood still for `limit`.
  void limitIdling(Duration limit) {
    idleTimer =
        new IdleTimer(
            context.loop(),
            limit,
            () -> lose(failure(new SocketTimeoutException("idle for " + limit))));
  }

  private void received(int count) {
    context.connectionEvents().received(this, count);
    IdleTimer.touch(idleTimer);
  }

  private void sent(long count) {
    context.connectionEvents().sent(this, count);
    IdleTimer.touch(idleTimer);
  }

  @Override
  protected void onBegun() {
    if (isReading()) {
      watch().reading(true);
    }
  }

  private Watch watch() {
    Watch watch = this.watch;
    if (watch == null) {
      throw new IllegalStateException(this + " has not started");
    }
    return watch;
  }

  // Receiving

  /// The socket can be read, or has come to its end.
  void readReady() {
    if (!isReading()) {
      return;
    }
    countBuffers(); // so that a peer whose bytes were read in between is not cut off
    if (isReading()) {
      receive();
      countBuffers();
    }
  }

  private void receive() {
    Protocol plain = receiver.plain();
    BufferedProtocol buffered = receiver.buffered();
    if (plain != null) {
      receive(plain);
    } else if (buffered != null) {
      receive(buffered);
    }
  }

  private void countBuffers() {
    if (server != null) {
      server.countBuffers(this);
    }
  }

  /// The entry of this connection in the server's budget.
  BufferBudget.Share share() {
    return share;
  }

  /// The bytes that this connection holds in memory.
  long bufferedBytes() {
    return isLost() ? 0 : queue.size() + Buffering.heldBy(getProtocol());
  }

  private void receive(Protocol protocol) {
    if (protocol instanceof PullingProtocol pulling && pulling.wakeToPull()) {
      IdleTimer.touch(idleTimer); // the idle timer may be due before it does
      return;
    }
    byte[] data =
        pull(protocol instanceof PullingProtocol choosy ? choosy.room() : Integer.MAX_VALUE);
    if (data.length == 0) {
      return;
    }
    try {
      protocol.dataReceived(data);
    } catch (Throwable t) {
      failBy("dataReceived", t);
    }
  }

  @Override
  public byte[] pull(int max) {
    ByteBuffer buffer = Chunks.limited(context.buffer(), max);
    pull(buffer);
    return Chunks.content(buffer);
  }

  @Override
  public int pull(ByteBuffer target) {
    return isReading() ? Math.max(0, read(target)) : 0;
  }

  private void receive(BufferedProtocol protocol) {
    ByteBuffer buffer;
    try {
      buffer = protocol.getBuffer(-1);
      if (!buffer.hasRemaining()) {
        throw new IllegalStateException("getBuffer() gave a buffer without room: " + buffer);
      }
    } catch (Throwable t) {
      failBy("getBuffer", t);
      return;
    }
    int count = readIntoOwn(buffer);
    if (count <= 0) {
      return;
    }
    try {
      protocol.bufferUpdated(count);
    } catch (Throwable t) {
      failBy("bufferUpdated", t);
    }
  }

  /// As [#read(ByteBuffer)], for a buffer of the protocol's, which may be one that takes nothing.
  private int readIntoOwn(ByteBuffer buffer) {
    try {
      return read(buffer);
    } catch (RuntimeException e) {
      report("Fatal read error on socket transport", e);
      lose(e);
      return 0;
    }
  }

  /// Puts bytes into `buffer` and gives their number. If there are none, the end of the stream or
  /// the failure that the read showed has been dealt with.
  private int read(ByteBuffer buffer) {
    try {
      int count = Chunks.receive(channel, buffer, context::buffer);
      if (count == END_OF_STREAM) { // less than that is an interrupted call
        readEnd();
      } else if (count > 0) {
        received(count);
      }
      return count;
    } catch (IOException e) {
      lose(failure(e));
      return 0;
    }
  }

  private void readEnd() {
    endReceived = true;
    watch().reading(false);
    boolean keepOpen;
    try {
      keepOpen = receiver.eofReceived();
    } catch (Throwable t) {
      failBy("eofReceived", t);
      return;
    }
    if (!keepOpen) {
      close();
    }
  }

  @Override
  public boolean isReading() {
    return !isClosing() && !paused;
  }

  @Override
  public void pauseReading() {
    if (!isReading()) {
      return;
    }
    paused = true;
    if (hasBegun()) {
      watch().reading(false);
    }
  }

  @Override
  public void resumeReading() {
    if (isClosing() || !paused) {
      return;
    }
    paused = false;
    if (hasBegun() && !endReceived) {
      watch().reading(true);
    }
  }

  // Sending

  @Override
  public void write(byte[] data) {
    if (refuses(data.length)) {
      return;
    }
    int sent = queue.isEmpty() ? send(data) : 0;
    if (!isLost() && sent < data.length) {
      enqueue(ByteBuffer.wrap(data, sent, data.length - sent));
    }
  }

  @Override
  public void write(ByteBuffer data) {
    if (!refuses(data.remaining())) {
      if (queue.isEmpty()) {
        send(data);
      }
      if (!isLost() && data.hasRemaining()) {
        enqueue(ByteBuffer.allocate(data.remaining()).put(data).flip());
      }
    }
    data.position(data.limit()); // dropped bytes are consumed as well
  }

  @Override
  public void writeLines(Iterable<byte[]> data) {
    // all are fetched before one is queued: the program's iterator may throw, or await
    List<ByteBuffer> pieces = new ArrayList<>();
    for (byte[] piece : data) {
      pieces.add(ByteBuffer.wrap(piece));
    }
    if (refuses(pieces.size())) {
      return;
    }
    boolean idle = queue.isEmpty();
    pieces.forEach(queue::add);
    countBuffers();
    if (idle && !queue.isEmpty()) {
      sendQueued();
      watch().writing(!queue.isEmpty());
    }
    backpressure.grown(queue.size());
  }

  /// Tells whether a write of `length` bytes is to be ignored.
  private boolean refuses(int length) {
    if (borrower != null) {
      throw new IllegalStateException("write() while sendfile is in progress on " + this);
    }
    if (endWritten) {
      throw new IllegalStateException("write() after writeEof() on " + this);
    }
    if (length == 0) {
      return true;
    }
    if (isLost()) {
      countDroppedWrite();
    }
    return isLost();
  }

  /// Sends as much of `data` as the system takes at once, and gives the count.
  private int send(byte[] data) {
    int sent = 0;
    while (sent < data.length) {
      ByteBuffer buffer = context.buffer();
      int step = Math.min(data.length - sent, buffer.remaining());
      int taken = push(buffer.put(data, sent, step).flip());
      sent += taken;
      if (taken < step) {
        break;
      }
    }
    return sent;
  }

  /// Sends as much of `data` as the system takes at once, and moves its position.
  private void send(ByteBuffer data) {
    int before = data.remaining();
    try {
      Chunks.send(channel, data, context::buffer);
    } catch (IOException e) {
      lose(failure(e));
    }
    if (data.remaining() < before) {
      sent(before - data.remaining());
    }
  }

  /// Sends the front of the queue.
  private void sendQueued() {
    ByteBuffer buffer = context.buffer();
    queue.peek(buffer);
    int taken = push(buffer.flip());
    if (!isLost()) { // else the queue is gone
      queue.remove(taken);
    }
  }

  /// Offers `buffer` to the system, and gives how many bytes it took. A failure loses the
  /// connection.
  private int push(ByteBuffer buffer) {
    try {
      int taken = Math.max(0, channel.write(buffer)); // below 0: an interrupted call
      if (taken > 0) {
        sent(taken);
      }
      return taken;
    } catch (IOException e) {
      lose(failure(e));
      return 0;
    }
  }

  private void enqueue(ByteBuffer piece) {
    if (queue.isEmpty()) {
      watch().writing(true);
    }
    queue.add(piece);
    countBuffers();
    backpressure.grown(queue.size());
  }

  /// Lends the sending side, for which nothing is queued, until [#takeOutputBack()]: meanwhile
  /// writes are refused, and `ready` runs whenever the socket takes bytes. A `writeEof()` comes
  /// into force at the end.
  ///
  /// @throws IllegalStateException after `writeEof()`
  void lendOutput(Runnable ready) {
    if (endWritten) {
      throw new IllegalStateException("sendfile after writeEof() on " + this);
    }
    borrower = ready;
    watch().writing(true);
  }

  void takeOutputBack() {
    borrower = null;
    watch().writing(false);
    if (endWritten && !isLost()) {
      shutDownOutput();
    }
  }

  /// Has the system send some of a file, for the borrower of the sending side.
  ///
  /// @throws IOException if the file or the socket fails; the connection is as it was
  void send(FilePart part) throws IOException {
    sent(part.transferTo(channel)); // it is called when the peer has made room
  }

  /// Gives the connection up, of which the borrower of the sending side has found out that it is
  /// broken.
  void failBy(IOException cause) {
    lose(failure(cause));
  }

  /// The socket takes bytes again.
  void writeReady() {
    if (borrower != null) {
      borrower.run();
      return;
    }
    if (isLost() || queue.isEmpty()) {
      return;
    }
    sendQueued();
    if (isLost()) {
      return;
    }
    backpressure.shrunk(queue.size()); // at which the protocol may write
    if (queue.isEmpty() && !isLost()) {
      watch().writing(false);
      drained();
    }
  }

  private void drained() {
    if (isClosing()) {
      finishClosing();
    } else if (endWritten) {
      shutDownOutput();
    }
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public void writeEof() {
    if (isClosing() || endWritten) {
      return;
    }
    endWritten = true;
    if (queue.isEmpty() && borrower == null) {
      shutDownOutput();
    }
  }

  private void shutDownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      lose(failure(e));
    }
  }

  @Override
  public int getWriteBufferSize() {
    return queue.size();
  }

  @Override
  public WaterMarks getWriteBufferLimits() {
    return backpressure.marks();
  }

  @Override
  public void setWriteBufferLimits(int high, int low) {
    backpressure.marks(new WaterMarks(low, high), queue.size());
  }

  // The end

  @Override
  protected boolean isBusy() {
    return !queue.isEmpty();
  }

  @Override
  protected void onClosing() {
    if (hasBegun()) {
      watch().reading(false);
    }
  }

  @Override
  protected void onLost() {
    queue.clear();
    watch().writing(false);
  }

  @Override
  protected void onGone() {
    if (watch != null) { // else it has not started
      watch.cancel();
      context.connectionEvents().closed(this);
    }
    IdleTimer.stop(idleTimer);
    ChannelErrors.closeQuietly(channel);
  }

  @Override
  protected void onEnded() {
    if (server != null) {
      server.detach(this);
    }
  }

  private UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException(
        "connection with " + Addresses.describe(peer) + ": " + ChannelErrors.reason(cause), cause);
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    receiver = Receiver.of(protocol);
  }

  @Override
  public BaseProtocol getProtocol() {
    return receiver.protocol();
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return key.type().cast(extraInfo(key));
  }

  private @Nullable Object extraInfo(ExtraInfo<?> key) {
    if (key.equals(ExtraInfo.SOCKET)) {
      return new TransportSocket(channel);
    }
    return key.equals(ExtraInfo.PEERNAME) ? peer : key.equals(ExtraInfo.SOCKNAME) ? local : null;
  }

  @Override
  public String toString() {
    return "SocketTransport[%s -> %s, %s, %s, write buffer %s]"
        .formatted(
            Addresses.describe(local),
            Addresses.describe(peer),
            state(),
            isReading() ? "reading" : "not reading",
            queue.size());
  }
}
