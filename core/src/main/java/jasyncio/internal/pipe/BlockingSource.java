package jasyncio.internal.pipe;

import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The reading end of a pipe that can only be read by waiting, which a thread of its own does.
///
/// The thread reads one piece at a time, and only when it is asked for one, so that at most one
/// piece is on its way. Fields belong to the loop's thread unless they say otherwise.
public final class BlockingSource implements PipeSource {
  private static final int PIECE = 64 * 1024; // a pipe's capacity by default on Linux

  private final TransportContext context;
  private final ReadableByteChannel channel;
  private final ReadPipeTransport transport;

  // one permit for each piece asked for; the loop gives, the thread takes
  private final Semaphore demand = new Semaphore(0);

  // read by the thread
  private volatile boolean closed;

  private boolean wanted;
  private boolean asked;

  // an event that came while reading was not wanted
  private @Nullable Runnable held;

  BlockingSource(
      TransportContext context, ReadableByteChannel channel, ReadPipeTransport transport) {
    this.context = context;
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
      context.loop().callSoon(this::deliverHeld); // not now: the caller may be in a callback
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

  /// Reads one piece and tells the loop of it; gives false at the end.
  private boolean readOne(ByteBuffer piece) {
    int count;
    try {
      do {
        count = channel.read(piece);
      } while (count == 0);
    } catch (IOException e) {
      tell(() -> transport.failed(e));
      return false;
    } catch (RuntimeException | Error e) { // of a stream of the program's
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
    return PipeThreads.tell(context.loop(), () -> arrived(news));
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
