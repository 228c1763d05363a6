package jasyncio.internal.pipe;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Transport;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
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
/// Written bytes join a queue, whose front goes out at once as far as the pipe takes it. A pipe has
/// no other direction that could stay open, so `writeEof` closes. The end is that of every
/// [AbstractTransport].
///
/// A write finds out that nobody reads any more: the JDK cannot watch the writing end of a pipe for
/// that, as asyncio does.
///
/// It is a [Transport] because a `StreamWriter` wants one; it has nothing to receive. Loop thread
/// only.
///
/// Mirrors `_UnixWritePipeTransport`.
public final class WritePipeTransport extends AbstractTransport implements Transport {
  private static final int PIECE = 64 * 1024; // a pipe's capacity by default on Linux

  // a megabyte: this writer would never stop for a reader that is as fast
  private static final int PIECES_PER_TURN = 16;

  private final Closeable pipe;
  private final WriteQueue queue = new WriteQueue();
  private final Backpressure backpressure;
  private BaseProtocol protocol;
  private @Nullable PipeSink sink;
  private boolean endWritten;

  /// Nothing happens before [#start].
  ///
  /// @param pipe the program's own object for the pipe
  WritePipeTransport(TransportContext context, Closeable pipe, BaseProtocol protocol) {
    super(context);
    this.backpressure = new Backpressure(context, this);
    this.pipe = pipe;
    this.protocol = Objects.requireNonNull(protocol, "protocol");
  }

  /// Begins in the next turn. See [#beginSoon].
  void start(PipeSink sink, @Nullable Future<AbstractTransport> ready) {
    this.sink = sink;
    beginSoon(ready);
  }

  @Override
  protected void onBegun() {}

  private PipeSink sink() {
    return Objects.requireNonNull(sink, "not started");
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

  /// Tells whether a write of `length` bytes is to be ignored.
  private boolean refuses(int length) {
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
      lose(
          new UncheckedIOException(
              "writing " + TextForms.ofValue(pipe) + ": " + ChannelErrors.reason(e), e));
    }
    if (!isLost()) {
      sink().writing(!queue.isEmpty());
    }
  }

  private int sendFront() throws IOException {
    ByteBuffer front = context.buffer().limit(PIECE);
    queue.peek(front);
    int taken = sink().write(front.flip());
    queue.remove(taken);
    return taken;
  }

  /// The sink may take bytes again.
  void writeReady() {
    if (isLost() || queue.isEmpty()) {
      return;
    }
    sendQueued();
    if (isLost()) {
      return;
    }
    backpressure.shrunk(queue.size()); // at which the protocol may write
    if (queue.isEmpty()) {
      finishClosing();
    }
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public void writeEof() {
    if (!isClosing()) {
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
  protected boolean isBusy() {
    return !queue.isEmpty();
  }

  @Override
  protected void onClosing() {}

  @Override
  protected void onLost() {
    queue.clear();
    sink().writing(false);
  }

  @Override
  protected void onGone() {
    sink().close();
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
    return "WritePipeTransport[%s, %s, write buffer %s]"
        .formatted(TextForms.ofValue(pipe), state(), queue.size());
  }
}
