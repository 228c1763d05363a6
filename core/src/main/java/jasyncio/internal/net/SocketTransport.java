package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.BufferedProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.Transport;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.Chunks;
import jasyncio.internal.transport.DroppedWrites;
import jasyncio.internal.transport.IdleTimer;
import jasyncio.internal.transport.OpenTransport;
import jasyncio.internal.transport.PullableTransport;
import jasyncio.internal.transport.PullingProtocol;
import jasyncio.internal.transport.Receiver;
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
/// the loop share, and the protocol gets an array of exactly what arrived; a buffered protocol's
/// own buffer is read into directly. A protocol with a task that waits lets this receive for
/// itself: so it takes no more than it can use, and its bytes are still in the processor's cache.
///
/// **Sending.** While nothing is queued, a write goes straight to the system. What the system does
/// not take is queued, and from then on writes join the queue; the socket is watched for
/// writability only while there is one. Bytes travel to the system through the shared buffer as
/// well, so that many small pieces become one system call and no temporary buffer is sought.
///
/// **The end.**
///
/// | state | entered by | what happens in it |
/// |---|---|---|
/// | open | construction | all |
/// | closing, queue not empty | `close`, end of file | no reading; the queue is sent, and joined by late writes |
/// | lost | empty queue while closing, `abort`, any failure | nothing but the pending `connectionLost`; writes are dropped |
/// | gone | `connectionLost` returned | the socket is closed |
///
/// Loop thread only.
public final class SocketTransport implements Transport, OpenTransport, PullableTransport {
  private static final int END_OF_STREAM = -1;

  private final Network network;
  private final SocketChannel channel;
  private final @Nullable TcpServer server;
  private final @Nullable SocketAddress local;
  private final @Nullable SocketAddress peer;

  private final WriteQueue queue = new WriteQueue();
  private final Backpressure backpressure;
  private final DroppedWrites dropped;
  private @Nullable Watch watch;
  private @Nullable IdleTimer idleTimer;

  // where to tell that the socket takes bytes, while somebody else sends
  private @Nullable Runnable borrower;

  private Receiver receiver;

  private boolean started;
  private boolean paused;
  private boolean endReceived;
  private boolean endWritten;
  private boolean closing;
  private boolean lost;

  /// Takes `channel` over. Nothing happens before [#start].
  ///
  /// @throws IllegalArgumentException if `protocol` is not for streams of bytes
  SocketTransport(
      Network network, SocketChannel channel, BaseProtocol protocol, @Nullable TcpServer server)
      throws IOException {
    this.network = network;
    this.channel = channel;
    this.server = server;
    this.local = channel.getLocalAddress();
    this.peer = channel.getRemoteAddress();
    this.receiver = Receiver.of(protocol);
    this.backpressure = new Backpressure(this, this::report);
    this.dropped = new DroppedWrites(this);
  }

  /// Begins in the next turn: `connectionMade`, then reading, then `ready` gets its value.
  void start(Watch watch, @Nullable Future<Transport> ready) {
    this.watch = watch;
    network.remember(this);
    network.loop().callSoon(() -> begin(ready));
  }

  /// Gives the connection up once it has stood still for `limit`.
  void limitIdling(Duration limit) {
    idleTimer =
        new IdleTimer(
            network.loop(),
            limit,
            () -> lose(failure(new SocketTimeoutException("idle for " + limit))));
  }

  private void received(int count) {
    network.connectionEvents().received(this, count);
    touch();
  }

  private void sent(long count) {
    network.connectionEvents().sent(this, count);
    touch();
  }

  /// Something was received or sent.
  private void touch() {
    if (idleTimer != null) {
      idleTimer.touch();
    }
  }

  private void begin(@Nullable Future<Transport> ready) {
    started = true;
    try {
      receiver.protocol().connectionMade(this);
    } catch (Throwable t) {
      failBy("connectionMade", t);
    }
    if (isReading()) {
      watch().reading(true);
    }
    if (ready != null && !ready.done()) {
      ready.setResult(this);
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

  /// The socket can be read, or has something to say about its end.
  void readReady() {
    if (!isReading()) {
      return;
    }
    Protocol plain = receiver.plain();
    BufferedProtocol buffered = receiver.buffered();
    if (plain != null) {
      receive(plain);
    } else if (buffered != null) {
      receive(buffered);
    }
  }

  private void receive(Protocol protocol) {
    if (protocol instanceof PullingProtocol pulling && pulling.pulls()) {
      touch(); // the idle timer may be due before it does
      return;
    }
    byte[] data = pull(Integer.MAX_VALUE);
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
    ByteBuffer buffer = Chunks.limited(network.buffer(), max);
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

  /// How many bytes were put into `buffer`; if none, all else that a read can tell has been dealt
  /// with.
  private int read(ByteBuffer buffer) {
    try {
      int count = Chunks.receive(channel, buffer, network::buffer);
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
    return !closing && !paused;
  }

  @Override
  public void pauseReading() {
    if (!isReading()) {
      return;
    }
    paused = true;
    if (started) {
      watch().reading(false);
    }
  }

  @Override
  public void resumeReading() {
    if (closing || !paused) {
      return;
    }
    paused = false;
    if (started && !endReceived) {
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
    if (!lost && sent < data.length) {
      enqueue(ByteBuffer.wrap(data, sent, data.length - sent));
    }
  }

  @Override
  public void write(ByteBuffer data) {
    if (!refuses(data.remaining())) {
      if (queue.isEmpty()) {
        send(data);
      }
      if (!lost && data.hasRemaining()) {
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
    if (idle && !queue.isEmpty()) {
      sendQueued();
      watch().writing(!queue.isEmpty());
    }
    backpressure.grown(queue.size());
  }

  /// Whether a write of `length` bytes has nothing to do.
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
    if (lost) {
      dropped.count();
    }
    return lost;
  }

  /// Sends what the system takes of `data` at once, and gives the count.
  private int send(byte[] data) {
    int sent = 0;
    while (sent < data.length) {
      ByteBuffer buffer = network.buffer();
      int step = Math.min(data.length - sent, buffer.remaining());
      int taken = push(buffer.put(data, sent, step).flip());
      sent += taken;
      if (taken < step) {
        break;
      }
    }
    return sent;
  }

  /// As above; the position of `data` moves instead.
  private void send(ByteBuffer data) {
    int before = data.remaining();
    try {
      Chunks.send(channel, data, network::buffer);
    } catch (IOException e) {
      lose(failure(e));
    }
    if (data.remaining() < before) {
      sent(before - data.remaining());
    }
  }

  /// Sends the front of the queue.
  private void sendQueued() {
    ByteBuffer buffer = network.buffer();
    queue.peek(buffer);
    int taken = push(buffer.flip());
    if (!lost) { // else the queue is gone
      queue.remove(taken);
    }
  }

  /// How many bytes the system took. A failure loses the connection.
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
    if (endWritten && !lost) {
      shutDownOutput();
    }
  }

  /// Has the system send some of a file, for whom the sending side is lent to. A failure loses the
  /// connection.
  void send(FilePart part) throws IOException {
    try {
      sent(part.transferTo(channel)); // it is called when the peer has made room
    } catch (IOException e) {
      lose(failure(e));
      throw e;
    }
  }

  /// The socket takes bytes again.
  void writeReady() {
    if (borrower != null) {
      borrower.run();
      return;
    }
    if (lost || queue.isEmpty()) {
      return;
    }
    sendQueued();
    if (lost) {
      return;
    }
    backpressure.shrunk(queue.size()); // at which the protocol may write
    if (queue.isEmpty() && !lost) {
      watch().writing(false);
      drained();
    }
  }

  private void drained() {
    if (closing) {
      lost = true;
      end(null);
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
    if (closing || endWritten) {
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
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    stopReading();
    if (queue.isEmpty()) {
      lost = true;
      network.loop().callSoon(() -> end(null));
    }
  }

  @Override
  public void abort() {
    lose(null);
  }

  /// Gives the connection up; the protocol hears of it in the next turn, since it may be the
  /// caller.
  private void lose(@Nullable Throwable cause) {
    if (lost) {
      return;
    }
    lost = true;
    closing = true;
    queue.clear();
    stopReading();
    watch().writing(false);
    network.loop().callSoon(() -> end(cause));
  }

  private void stopReading() {
    if (started) {
      watch().reading(false);
    }
  }

  private void end(@Nullable Throwable cause) {
    try {
      receiver.protocol().connectionLost(cause);
    } catch (Throwable t) {
      report("protocol.connectionLost() failed", t);
    } finally {
      release();
      if (server != null) {
        server.detach(this);
      }
    }
  }

  @Override
  public void release() {
    closing = true;
    lost = true;
    watch().cancel();
    if (idleTimer != null) {
      idleTimer.stop();
    }
    Network.closeQuietly(channel);
    network.forget(this);
  }

  /// A callback of the protocol threw, so nothing is known of the protocol's state any more.
  private void failBy(String callback, Throwable cause) {
    report("Fatal error: protocol." + callback + "() call failed.", cause);
    lose(cause);
  }

  private void report(String message, Throwable cause) {
    network.report(message, cause, this, receiver.protocol());
  }

  private UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException(
        "connection with " + Addresses.describe(peer) + ": " + Network.reason(cause), cause);
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
    if (key.equals(ExtraInfo.PEERNAME)) {
      return peer;
    }
    if (key.equals(ExtraInfo.SOCKNAME)) {
      return local;
    }
    return key.equals(ExtraInfo.SOCKET) ? new TransportSocket(channel) : null;
  }

  @Override
  public String toString() {
    return "SocketTransport[%s -> %s, %s, %s, write buffer %d]"
        .formatted(
            Addresses.describe(local),
            Addresses.describe(peer),
            lost ? "closed" : closing ? "closing" : "open",
            isReading() ? "reading" : "not reading",
            queue.size());
  }
}
