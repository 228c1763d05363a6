package jasyncio.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A pipe that can only be read by waiting: a thread of its own does that.
///
/// The thread reads one piece at a time, and only when it is asked for one, so that no more than
/// one piece is ever on its way. Fields belong to the loop's thread unless they say otherwise.
public final class BlockingSource implements PipeSource {
  private static final int PIECE = 64 * 1024; // what a pipe holds by default on Linux

  private final Pipes pipes;
  private final ReadableByteChannel channel;
  private final ReadPipeTransport transport;

  // one permit for each piece asked for; the loop gives, the thread takes
  private final Semaphore demand = new Semaphore(0);

  // read by the thread
  private volatile boolean closed;

  private boolean wanted;
  private boolean asked;

  // the news that came while it was not wanted
  private @Nullable Runnable held;

  BlockingSource(Pipes pipes, ReadableByteChannel channel, ReadPipeTransport transport) {
    this.pipes = pipes;
    this.channel = channel;
    this.transport = transport;
    PipeThreads.start("jasyncio-pipe-reader-", this::pump);
  }

  @Override
  public void reading(boolean wanted) {
    this.wanted = wanted;
    if (!wanted) {
      return;
    }
    if (held != null) {
      pipes.loop().callSoon(this::deliverHeld); // not now: who resumes may be in a callback
    } else {
      ask();
    }
  }

  private void ask() {
    if (!asked) {
      asked = true;
      demand.release();
    }
  }

  private void arrived(Runnable news) {
    asked = false;
    if (!closed) {
      held = news;
      deliverHeld();
    }
  }

  private void deliverHeld() {
    Runnable news = held;
    if (!wanted || closed || news == null) {
      return;
    }
    held = null;
    news.run();
    if (wanted) {
      ask();
    }
  }

  /// The thread's work.
  private void pump() {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    boolean more = true;
    while (more) {
      demand.acquireUninterruptibly();
      more = !closed && readOne(piece.clear());
    }
  }

  /// Gives false if that was the last one.
  private boolean readOne(ByteBuffer piece) {
    int count;
    try {
      do {
        count = channel.read(piece);
      } while (count == 0);
    } catch (IOException e) {
      tell(() -> transport.failed(e));
      return false;
    } catch (RuntimeException | Error e) { // of somebody's stream
      tell(() -> transport.failed(new IOException(e)));
      return false;
    }
    if (count < 0) {
      tell(transport::ended);
      return false;
    }
    byte[] data = new byte[count];
    piece.get(0, data);
    return tell(() -> transport.received(data));
  }

  private boolean tell(Runnable news) {
    return pipes.tell(() -> arrived(news));
  }

  @Override
  public void close() {
    closed = true;
    wanted = false;
    held = null;
    demand.release();
    PipeThreads.close(channel);
  }
}
