package jasyncio.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// A pipe that can only be written by waiting: a thread of its own does that.
///
/// The thread gets a copy of the front of the transport's queue, one piece at a time. A piece stays
/// in the queue until it is written, so that an empty queue means that all has gone out. Fields
/// belong to the loop's thread unless they say otherwise.
public final class BlockingSink implements PipeSink {
  private static final int PIECE = 64 * 1024; // what a pipe holds by default on Linux
  private static final ByteBuffer CLOSE = ByteBuffer.allocate(0);

  private final Pipes pipes;
  private final WritableByteChannel channel;
  private final WritePipeTransport transport;

  // the piece for the thread, and behind it perhaps the order to end
  private final BlockingQueue<ByteBuffer> work = new ArrayBlockingQueue<>(2);

  private boolean busy;
  private boolean closed;

  // what the thread has written and the transport has not yet heard of
  private int written;
  private @Nullable IOException failure;

  BlockingSink(Pipes pipes, WritableByteChannel channel, WritePipeTransport transport) {
    this.pipes = pipes;
    this.channel = channel;
    this.transport = transport;
    PipeThreads.start("jasyncio-pipe-writer-", this::pump);
  }

  @Override
  public int write(ByteBuffer front) throws IOException {
    if (failure != null) {
      throw failure;
    }
    int count = written;
    written = 0;
    if (count == 0 && !busy) {
      busy = true;
      byte[] piece = new byte[Math.min(front.remaining(), PIECE)];
      front.get(piece);
      work.add(ByteBuffer.wrap(piece));
    }
    return count;
  }

  @Override
  public void writing(boolean wanted) {
    // The transport is told at the end of each piece, and hands none over that it does not want.
  }

  private void finished(int count, @Nullable IOException failure) {
    busy = false;
    written = count;
    this.failure = failure;
    if (!closed) {
      transport.writeReady();
    }
  }

  /// The thread's work.
  private void pump() {
    try {
      ByteBuffer piece;
      while ((piece = work.take()) != CLOSE) {
        writeOne(piece);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but who wants its end.
    }
  }

  private void writeOne(ByteBuffer piece) {
    try {
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
      pipes.tell(() -> finished(piece.limit(), null));
    } catch (IOException e) {
      pipes.tell(() -> finished(0, e));
    } catch (RuntimeException | Error e) { // of somebody's stream
      pipes.tell(() -> finished(0, new IOException(e)));
    }
  }

  @Override
  public void close() {
    closed = true;
    work.add(CLOSE);
    PipeThreads.close(channel);
  }
}
