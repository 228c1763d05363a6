package jasyncio.internal.loop;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// The handling of Ctrl-C (the signal INT) while a loop runs: the first one goes to the program, a
/// second one ends it as if there were no handler.
///
/// The signal belongs to the process, so only the first of several loops that run at once has it.
public final class KeyboardInterrupts implements AutoCloseable {
  private static final Signal INT = new Signal("INT");
  private static final AtomicReference<@Nullable KeyboardInterrupts> ACTIVE =
      new AtomicReference<>();

  private final Runnable first;

  // the previous handler; written before ours is installed, read by the signal's thread
  private volatile @Nullable SignalHandler previous;
  private volatile boolean interrupted;

  private KeyboardInterrupts(Runnable first) {
    this.first = first;
  }

  /// Runs `first`, on a thread of the JVM's, at the first Ctrl-C before [#close()].
  public static KeyboardInterrupts handledBy(Runnable first) {
    KeyboardInterrupts interrupts = new KeyboardInterrupts(first);
    if (ACTIVE.compareAndSet(null, interrupts)) {
      interrupts.install();
    }
    return interrupts;
  }

  private void install() {
    try {
      previous = Signal.handle(INT, this::handle);
    } catch (IllegalArgumentException _) {
      // the JVM was started with -Xrs, which reserves no signals for handlers
      ACTIVE.set(null);
    }
  }

  private void handle(Signal signal) {
    SignalHandler previous = this.previous;
    if (interrupted && previous != null) {
      previous.handle(signal);
    } else {
      interrupted = true;
      first.run();
    }
  }

  @Override
  public void close() {
    SignalHandler previous = this.previous;
    if (previous != null) {
      Signal.handle(INT, previous);
      ACTIVE.set(null);
    }
  }
}
