package jasyncio.internal.loop;

import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a loop has from the machine around it, so that a simulation can take the machine's place.
/// The methods here say what the machine gives. Loop thread only, or the one that makes the loop.
public interface Machine {
  /// The machine.
  Machine SYSTEM = new Machine() {};

  /// The machine that replaces [#SYSTEM] for the loops made in [#within].
  ScopedValue<Machine> REPLACEMENT = ScopedValue.newInstance();

  /// Calls `maker` and gives the loop that it makes, which runs on `machine`.
  static <T> T within(Machine machine, Supplier<T> maker) {
    return ScopedValue.where(REPLACEMENT, machine).call(maker::get);
  }

  /// The machine for a loop that is made now.
  static Machine current() {
    return REPLACEMENT.orElse(SYSTEM);
  }

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
