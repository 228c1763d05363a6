package jasyncio;

import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Options of [Asyncio#run(Coroutine, RunOptions)] and [Runner]. Immutable: start from [#DEFAULTS].
/// Mirrors the keyword arguments of `asyncio.run`.
public final class RunOptions {
  private static final Setting<LoopOptions> LOOP = Setting.of("loop", LoopOptions.DEFAULTS);
  private static final Setting<@Nullable Supplier<EventLoop>> LOOP_FACTORY =
      Setting.optional("loopFactory");
  private static final Setting<List<LoopObserver>> OBSERVERS = Setting.of("observers", List.of());

  /// A new loop with its own defaults.
  public static final RunOptions DEFAULTS = new RunOptions(Settings.DEFAULTS);

  private final Settings settings;

  private RunOptions(Settings settings) {
    this.settings = settings;
  }

  /// The options of the loop. A loop of [#loopFactory()] gets debug mode and the limit for steps,
  /// if they are set here, and keeps its engine.
  public LoopOptions loop() {
    return settings.get(LOOP);
  }

  /// These options with other options of the loop.
  public RunOptions withLoop(LoopOptions loop) {
    return new RunOptions(settings.with(LOOP, loop));
  }

  /// Makes the loop, and is called once; null makes one as [#loop()] says.
  public @Nullable Supplier<EventLoop> loopFactory() {
    return settings.get(LOOP_FACTORY);
  }

  /// These options with another maker of loops, or null for the usual one.
  public RunOptions withLoopFactory(@Nullable Supplier<EventLoop> loopFactory) {
    return new RunOptions(settings.with(LOOP_FACTORY, loopFactory));
  }

  /// The observers that the loop gets: see [EventLoop#addObserver(LoopObserver)]. Unmodifiable.
  public List<LoopObserver> observers() {
    return settings.get(OBSERVERS);
  }

  /// These options with one more observer for the loop.
  public RunOptions withObserver(LoopObserver observer) {
    Objects.requireNonNull(observer, "observer");
    List<LoopObserver> all = Stream.concat(observers().stream(), Stream.of(observer)).toList();
    return new RunOptions(settings.with(OBSERVERS, all));
  }

  /// Debug mode on or off, as [#loop()] has it set; null leaves it as the loop has it.
  public @Nullable Boolean debug() {
    return loop().debugIfSet();
  }

  /// These options with debug mode on or off, or, for null, as the loop has it: short for
  /// [LoopOptions#withDebug(Boolean)] of [#loop()].
  public RunOptions withDebug(@Nullable Boolean debug) {
    return withLoop(loop().withDebug(debug));
  }

  /// These options with another limit for steps, zero for none: short for
  /// [LoopOptions#withLongStepDuration(Duration)] of [#loop()].
  ///
  /// @throws IllegalArgumentException if `limit` is negative
  public RunOptions withLongStepDuration(@Nullable Duration limit) {
    return withLoop(loop().withLongStepDuration(limit));
  }

  /// Makes the loop as these options say.
  EventLoop newLoop() {
    Supplier<EventLoop> factory = loopFactory();
    EventLoop loop =
        factory == null
            ? Asyncio.newEventLoop(loop())
            : adjusted(Objects.requireNonNull(factory.get(), "loop"));
    observers().forEach(loop::addObserver);
    return loop;
  }

  private EventLoop adjusted(EventLoop loop) {
    Boolean debug = debug();
    if (debug != null) {
      loop.setDebug(debug);
    }
    Duration longStep = loop().longStepDuration();
    if (longStep != null) {
      loop.longStepDuration(longStep);
    }
    return loop;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "RunOptions" + settings;
  }
}
