package jasyncio.internal.pipe;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Transport;
import jasyncio.WriteTransport;
import jasyncio.internal.net.Network;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.DroppedWrites;
import jasyncio.internal.transport.WriteQueue;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The writing end of a pipe.
///
/// What is written joins a queue, whose front goes out at once as far as the pipe takes it. The
/// states are those of a [SocketTransport]. The end of what is sent is the end of the transport, so
/// `writeEof` closes.
///
/// That nobody reads any more shows at the next write: the JDK cannot watch the writing end of a
/// pipe for that, as asyncio does.
///
/// It is a [Transport] because a `StreamWriter` wants one; it has nothing to receive. Loop thread
/// only.
///
/// asyncio's `_UnixWritePipeTransport`.
public final class WritePipeTransport implements Transport {
  private static final int PIECE = 64 * 1024; // what a pipe holds by default on Linux

  // a megabyte: a reader as fast as this writer would let it write for ever
  private static final int PIECES_PER_TURN = 16;

  private final Pipes pipes;
  private final Closeable pipe;
  private final WriteQueue queue = new WriteQueue();
  private final Backpressure backpressure = new Backpressure(this, this::report);
  private final DroppedWrites dropped = new DroppedWrites(this);
  private BaseProtocol protocol;
  private @Nullable PipeSink outlet;
  private boolean endWritten;
  private boolean closing;
  private boolean lost;

  /// Nothing happens before [#start].
  ///
  /// @param pipe what the program knows the pipe as
  WritePipeTransport(Pipes pipes, Closeable pipe, BaseProtocol protocol) {
    this.pipes = pipes;
    this.pipe = pipe;
    this.protocol = Objects.requireNonNull(protocol, "protocol");
  }

  /// Begins in the next turn: `connectionMade`, then `ready` gets its value.
  void start(PipeSink outlet, @Nullable Future<WriteTransport> ready) {
    this.outlet = outlet;
    pipes.remember(this);
    pipes.loop().callSoon(() -> begin(ready));
  }

  private void begin(@Nullable Future<WriteTransport> ready) {
    try {
      protocol.connectionMade(this);
    } catch (Throwable t) {
      report("Fatal error: protocol.connectionMade() call failed.", t);
      lose(t);
    }
    if (ready != null && !ready.done()) {
      ready.setResult(this);
    }
  }

  private PipeSink outlet() {
    return Objects.requireNonNull(outlet, "not started");
  }

  // Sending

  @Override
  public void write(byte[] data) {
    if (!refuses(data.length)) {
      enqueue(List.of(ByteBuffer.wrap(data)));
    }
  }

  @Override
  public void writeLines(Iterable<byte[]> data) {
    // all are fetched before one is queued: the program's iterator may throw, or await
    List<ByteBuffer> pieces = new ArrayList<>();
    for (byte[] piece : data) {
      pieces.add(ByteBuffer.wrap(piece));
    }
    if (!refuses(pieces.size())) {
      enqueue(pieces);
    }
  }

  /// Whether a write of `length` bytes has nothing to do.
  private boolean refuses(int length) {
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

  private void enqueue(List<ByteBuffer> pieces) {
    boolean idle = queue.isEmpty();
    pieces.forEach(queue::add);
    if (idle) {
      sendQueued();
    }
    backpressure.grown(queue.size());
  }

  private void sendQueued() {
    try {
      int pieces = 0;
      while (pieces < PIECES_PER_TURN && !queue.isEmpty() && sendFront() > 0) {
        pieces++;
      }
    } catch (IOException e) {
      lose(new UncheckedIOException("writing " + pipe + ": " + Network.reason(e), e));
    }
    if (!lost) {
      outlet().writing(!queue.isEmpty());
    }
  }

  private int sendFront() throws IOException {
    ByteBuffer front = pipes.buffer().limit(PIECE);
    queue.peek(front);
    int taken = outlet().write(front.flip());
    queue.remove(taken);
    return taken;
  }

  /// The outlet may take bytes again.
  void writeReady() {
    if (lost || queue.isEmpty()) {
      return;
    }
    sendQueued();
    if (lost) {
      return;
    }
    backpressure.shrunk(queue.size()); // at which the protocol may write
    if (queue.isEmpty() && closing && !lost) {
      lost = true;
      end(null);
    }
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public void writeEof() {
    if (!closing) {
      endWritten = true;
      close();
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

  // Receiving: there is nothing to receive

  @Override
  public boolean isReading() {
    return false;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

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
    if (queue.isEmpty()) {
      lost = true;
      pipes.loop().callSoon(() -> end(null));
    }
  }

  @Override
  public void abort() {
    lose(null);
  }

  /// Gives the pipe up; the protocol hears of it in the next turn, since it may be the caller.
  private void lose(@Nullable Throwable cause) {
    if (lost) {
      return;
    }
    lost = true;
    closing = true;
    queue.clear();
    outlet().writing(false);
    pipes.loop().callSoon(() -> end(cause));
  }

  private void end(@Nullable Throwable cause) {
    try {
      protocol.connectionLost(cause);
    } catch (Throwable t) {
      report("protocol.connectionLost() failed", t);
    } finally {
      release();
    }
  }

  /// Gives the pipe back to the system, without a word to the protocol.
  void release() {
    closing = true;
    lost = true;
    outlet().close();
    pipes.forget(this);
  }

  private void report(String message, Throwable cause) {
    pipes.report(message, cause, this, protocol);
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    this.protocol = Objects.requireNonNull(protocol, "protocol");
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return key.equals(ExtraInfo.PIPE) ? key.type().cast(pipe) : null;
  }

  @Override
  public String toString() {
    return "WritePipeTransport[%s, %s, write buffer %d]"
        .formatted(pipe, lost ? "closed" : closing ? "closing" : "open", queue.size());
  }
}
