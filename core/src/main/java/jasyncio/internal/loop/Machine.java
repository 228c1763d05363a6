package jasyncio.internal.loop;

import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What a loop has from the machine around it, so that a simulation can take the machine's place.
/// The methods here say what the machine gives. Loop thread only, or the one that makes the loop.
public interface Machine {
  /// The machine.
  Machine SYSTEM = new Machine() {};

  /// The machine with another clock.
  static Machine withClock(Clock clock) {
    return new Machine() {
      @Override
      public Clock clock() {
        return clock;
      }
    };
  }

  /// Where the time comes from. Asked once.
  default Clock clock() {
    return Clock.SYSTEM;
  }

  /// What makes the loop's selector, and with it all its sockets. Asked once.
  default SelectorProvider channels() {
    return SelectorProvider.provider();
  }

  /// Who chooses the step to run next; null for the one that became ready first. Asked once.
  default @Nullable Scheduler scheduler() {
    return null;
  }

  /// Where the jobs really run that a program gives to `executor`.
  default Executor executor(Executor executor) {
    return executor;
  }

  /// Called before the loop turns to something of the machine for which there is no method here.
  ///
  /// @param what in the plural
  /// @throws UnsupportedOperationException if there is no machine
  default void requireMachine(String what) {}
}
