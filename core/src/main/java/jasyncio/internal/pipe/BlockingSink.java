package jasyncio.internal.pipe;

import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The writing end of a pipe that can only be written by waiting, which a thread of its own does.
///
/// The thread gets a copy of the front of the transport's queue, one piece at a time. A piece stays
/// in the queue until it is written, so that an empty queue means that all has gone out. Fields
/// belong to the loop's thread unless they say otherwise.
public final class BlockingSink implements PipeSink {
  private static final int PIECE = 64 * 1024; // a pipe's capacity by default on Linux
  private static final ByteBuffer CLOSE = ByteBuffer.allocate(0);

  private final TransportContext context;
  private final WritableByteChannel channel;
  private final WritePipeTransport transport;

  // the piece for the thread, and behind it perhaps the order to end
  private final BlockingQueue<ByteBuffer> work = new ArrayBlockingQueue<>(2);

  private boolean busy;
  private boolean closed;

  // bytes that the thread has written and the transport has not yet heard of
  private int written;
  private @Nullable IOException failure;

  BlockingSink(
      TransportContext context, WritableByteChannel channel, WritePipeTransport transport) {
    this.context = context;
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
    // The transport is told at the end of each piece, whether it asks for that or not.
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
      // An interrupt asks this thread to end.
    }
  }

  private void writeOne(ByteBuffer piece) {
    try {
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
      PipeThreads.tell(context.loop(), () -> finished(piece.limit(), null));
    } catch (IOException e) {
      PipeThreads.tell(context.loop(), () -> finished(0, e));
    } catch (RuntimeException | Error e) { // of a stream of the program's
      PipeThreads.tell(context.loop(), () -> finished(0, new IOException(e)));
    }
  }

  @Override
  public void close() {
    closed = true;
    work.add(CLOSE);
    PipeThreads.close(channel);
  }
}
