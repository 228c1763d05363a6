package jasyncio.internal.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A pipe through which virtual threads end a loop's poll.
///
/// [Selector#wakeup()] takes a monitor that the loop takes in its poll, too. Since JDK 24 a virtual
/// thread that has to wait for a monitor leaves its carrier, and is the one to have the monitor
/// next, once it has a carrier again. If other virtual threads compute on all carriers, that may
/// take for ever, and a loop that waits behind it stands still for as long. A write to a pipe needs
/// no lock of the loop, and the only lock of the pipe's own is never contended, because at most one
/// thread writes at a time; so no virtual thread ever waits here.
///
/// A thread of the system is always given a processor, and uses the selector's own way.
final class WakeUpPipe implements Selected {
  private static final int MOST_SIGNALS_A_READ = 64;

  private final Pipe pipe;

  // loop thread only
  private final ByteBuffer received = ByteBuffer.allocateDirect(MOST_SIGNALS_A_READ);

  // belongs to the thread that writes
  private final ByteBuffer signal = ByteBuffer.allocateDirect(1);

  // The calls that no write has answered yet. The thread that raises it from zero writes, also for
  // those that call meanwhile.
  private final AtomicInteger owed = new AtomicInteger();

  private WakeUpPipe(Pipe pipe) {
    this.pipe = pipe;
  }

  /// A pipe on `selector`; null if its provider, that of a simulation, has none.
  static @Nullable WakeUpPipe open(Selector selector) throws IOException {
    Pipe pipe;
    try {
      pipe = selector.provider().openPipe();
    } catch (UnsupportedOperationException e) {
      return null;
    }
    WakeUpPipe wakeUps = new WakeUpPipe(pipe);
    try {
      pipe.sink().configureBlocking(false);
      pipe.source().configureBlocking(false);
      pipe.source().register(selector, SelectionKey.OP_READ, wakeUps);
    } catch (Throwable t) {
      wakeUps.close();
      throw t;
    }
    return wakeUps;
  }

  /// Ends the present poll, or else the next one. Any thread.
  void wakeUp() {
    if (owed.getAndIncrement() > 0) {
      return;
    }
    int answered = 1;
    do {
      send();
      answered = owed.addAndGet(-answered);
    } while (answered > 0);
  }

  private void send() {
    try {
      pipe.sink().write(signal.rewind()); // a full pipe takes none, and needs none
    } catch (IOException e) {
      // the loop is closed
    }
  }

  @Override
  public void selected() {
    try {
      pipe.source().read(received.clear());
    } catch (IOException e) {
      throw new UncheckedIOException("a loop cannot read its own pipe", e);
    }
  }

  void close() throws IOException {
    try (var _ = pipe.sink()) {
      pipe.source().close();
    }
  }
}
