package jasyncio;

import jasyncio.internal.loop.LongSteps;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How [Asyncio#run(Coroutine, RunOptions)] and [Runner] run. Mirrors the keyword arguments of
/// `asyncio.run`.
///
/// @param debug debug mode on or off; null leaves it as the loop has it
/// @param loopFactory makes the loop; called once
public record RunOptions(@Nullable Boolean debug, Supplier<EventLoop> loopFactory) {
  /// A new loop with its own defaults.
  public static final RunOptions DEFAULTS = new RunOptions(null, Asyncio::newEventLoop);

  /// Checks that there is a factory.
  public RunOptions {
    Objects.requireNonNull(loopFactory, "loopFactory");
  }

  /// The same with debug mode on or off, or, for null, as the loop has it.
  public RunOptions withDebug(@Nullable Boolean debug) {
    return new RunOptions(debug, loopFactory);
  }

  /// The same with another maker of loops.
  public RunOptions withLoopFactory(Supplier<EventLoop> loopFactory) {
    return new RunOptions(debug, loopFactory);
  }

  /// The same with an observer for the loop: see [EventLoop#addObserver(LoopObserver)].
  public RunOptions withObserver(LoopObserver observer) {
    Objects.requireNonNull(observer, "observer");
    return withLoopFactory(() -> {
      EventLoop loop = loopFactory.get();
      loop.addObserver(observer);
      return loop;
    });
  }

  /// The same with another limit for steps, zero for none: see [EventLoop#longStepDuration()].
  public RunOptions withLongStepDuration(Duration limit) {
    LongSteps.checkLimit(limit);
    return withLoopFactory(() -> {
      EventLoop loop = loopFactory.get();
      loop.longStepDuration(limit);
      return loop;
    });
  }
}
