package jasyncio.internal.loop;

import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The machine that a loop runs on: its clock, its selectors and its threads. A simulation puts
/// another in its place; the default methods give the real one's. Loop thread only, or the thread
/// that makes the loop.
public interface Machine {
  /// The real machine.
  Machine SYSTEM = new Machine() {};

  /// The machine that replaces [#SYSTEM] for the loops made in [#within].
  ScopedValue<Machine> REPLACEMENT = ScopedValue.newInstance();

  /// Calls `maker` and returns the loop that it makes, which runs on `machine`.
  static <T> T within(Machine machine, Supplier<T> maker) {
    return ScopedValue.where(REPLACEMENT, machine).call(maker::get);
  }

  /// The machine for a loop that is made now.
  static Machine current() {
    return REPLACEMENT.orElse(SYSTEM);
  }

  /// The real machine with another clock.
  static Machine withClock(Clock clock) {
    return new Machine() {
      @Override
      public Clock clock() {
        return clock;
      }
    };
  }

  /// The clock of the loop. Asked for once.
  default Clock clock() {
    return Clock.SYSTEM;
  }

  /// The maker of the loop's selector and of all its sockets. Asked for once.
  default SelectorProvider channels() {
    return SelectorProvider.provider();
  }

  /// The chooser of the step to run next; null for the order in which steps became ready. Asked for
  /// once.
  default @Nullable StepChooser scheduler() {
    return null;
  }

  /// The executor that really runs the jobs that a program gives to `executor`.
  default Executor executor(Executor executor) {
    return executor;
  }

  /// Called before the loop uses a part of the machine for which there is no method here.
  ///
  /// @param what the part, in the plural
  /// @throws UnsupportedOperationException if there is no machine
  default void requireMachine(String what) {}
}
