package jasyncio.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import jasyncio.Asyncio;
import jasyncio.BaseTransport;
import jasyncio.EventLoop;
import jasyncio.LoopObserver;
import jasyncio.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The metrics of a loop, for any registry of Micrometer.
///
/// {@snippet lang="java":
/// run(() -> {
///   try (var metrics = new LoopMetrics(getRunningLoop())) {
///     metrics.bindTo(registry);
///     await(serve());
///   }
/// });
/// }
///
/// | meter | kind | meaning |
/// |---|---|---|
/// | `jasyncio.tasks.started` | counter | tasks that were made |
/// | `jasyncio.tasks.ended` | counter | tasks that are done, by `outcome`: `value`, `failed`, `cancelled` |
/// | `jasyncio.tasks.running` | gauge | tasks that are not done |
/// | `jasyncio.loop.steps` | timer | steps: parts of tasks up to the next `await`, and callbacks |
/// | `jasyncio.loop.steps.long` | counter | steps longer than [EventLoop#longStepDuration()] |
/// | `jasyncio.loop.lag` | timer | the delay of timers, once for each turn of the loop |
/// | `jasyncio.loop.ready` | summary | steps that are ready, once for each turn of the loop |
/// | `jasyncio.loop.timers` | gauge | timers that are set |
/// | `jasyncio.connections.opened` | counter | connections, of either side, and datagram endpoints |
/// | `jasyncio.connections.open` | gauge | connections opened since the binding that are not closed |
/// | `jasyncio.received`, `jasyncio.sent` | counter | bytes; with TLS, encrypted ones |
///
/// The loop is observed from the first binding until [#close()], at the cost of a fraction of a
/// microsecond for each step. A program with several loops distinguishes them by tags; of meters
/// with equal tags, gauges and the count of long steps show the loop bound last, and the others add
/// up.
public final class LoopMetrics implements MeterBinder, AutoCloseable {
  private final EventLoop loop;
  private final Tags tags;
  private final List<Meters> bound = new CopyOnWriteArrayList<>();

  /// Metrics of `loop`, without tags.
  public LoopMetrics(EventLoop loop) {
    this(loop, Tags.empty());
  }

  /// Metrics of `loop`, with `tags` for all meters.
  public LoopMetrics(EventLoop loop, Iterable<Tag> tags) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.tags = Tags.of(tags);
  }

  /// Registers the meters and keeps them up to date. Call it on the loop, or while the loop does
  /// not run; if called on another thread, the meters are kept up to date from the loop's next turn
  /// on.
  @Override
  public void bindTo(MeterRegistry registry) {
    Meters meters = new Meters(loop, registry, tags);
    bound.add(meters);
    onLoop(() -> {
      meters.running.addAndGet(Asyncio.allTasks(loop).size());
      loop.addObserver(meters);
    });
  }

  /// Ends the observation of the loop; the meters keep their values. Call it where [#bindTo] may be
  /// called.
  @Override
  public void close() {
    List<Meters> ended = List.copyOf(bound);
    bound.removeAll(ended);
    for (Meters meters : ended) {
      onLoop(() -> {
        var _ = loop.removeObserver(meters);
      });
    }
  }

  private void onLoop(Runnable action) {
    if (!loop.isRunning() || isCurrent()) {
      action.run();
    } else {
      var _ = loop.callSoonThreadsafe(action);
    }
  }

  private boolean isCurrent() {
    try {
      return Asyncio.getRunningLoop() == loop;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// The meters in one registry. Only the loop writes; the registry's threads read.
  private static final class Meters implements LoopObserver {
    final AtomicLong running = new AtomicLong();
    private final AtomicLong timers = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    // those opened since the binding; loop thread only
    private final Set<BaseTransport> open = new HashSet<>();
    private final Counter started;
    private final Counter values;
    private final Counter failed;
    private final Counter cancelled;
    private final Timer steps;
    private final Timer lag;
    private final DistributionSummary ready;
    private final Counter opened;
    private final Counter received;
    private final Counter sent;

    Meters(EventLoop loop, MeterRegistry registry, Tags tags) {
      started = counter("jasyncio.tasks.started", BaseUnits.TASKS, tags, registry);
      values = ended("value", tags, registry);
      failed = ended("failed", tags, registry);
      cancelled = ended("cancelled", tags, registry);
      steps = Timer.builder("jasyncio.loop.steps").tags(tags).register(registry);
      lag = Timer.builder("jasyncio.loop.lag").tags(tags).register(registry);
      ready = DistributionSummary.builder("jasyncio.loop.ready").tags(tags).register(registry);
      opened = counter("jasyncio.connections.opened", BaseUnits.CONNECTIONS, tags, registry);
      received = counter("jasyncio.received", BaseUnits.BYTES, tags, registry);
      sent = counter("jasyncio.sent", BaseUnits.BYTES, tags, registry);
      removeFormer("jasyncio.loop.steps.long", Meter.Type.COUNTER, tags, registry);
      FunctionCounter.builder("jasyncio.loop.steps.long", loop, EventLoop::longSteps)
          .tags(tags)
          .register(registry);
      gauge("jasyncio.tasks.running", BaseUnits.TASKS, running, tags, registry);
      gauge("jasyncio.loop.timers", "timers", timers, tags, registry);
      gauge("jasyncio.connections.open", BaseUnits.CONNECTIONS, connections, tags, registry);
    }

    private static Counter counter(String name, String unit, Tags tags, MeterRegistry registry) {
      return Counter.builder(name).baseUnit(unit).tags(tags).register(registry);
    }

    private static Counter ended(String outcome, Tags tags, MeterRegistry registry) {
      return counter(
          "jasyncio.tasks.ended", BaseUnits.TASKS, tags.and("outcome", outcome), registry);
    }

    private static void gauge(
        String name, String unit, AtomicLong value, Tags tags, MeterRegistry registry) {
      removeFormer(name, Meter.Type.GAUGE, tags, registry);
      Gauge.builder(name, value, AtomicLong::get)
          .baseUnit(unit)
          .tags(tags)
          .strongReference(true)
          .register(registry);
    }

    /// Removes the meter of an earlier loop: otherwise the registry would keep it with its source.
    private static void removeFormer(
        String name, Meter.Type type, Tags tags, MeterRegistry registry) {
      registry.removeByPreFilterId(new Meter.Id(name, tags, null, null, type));
    }

    @Override
    public void turnBegan(int ready, int timers, long waited, long lag) {
      this.ready.record(ready);
      this.timers.set(timers);
      this.lag.record(lag, NANOSECONDS);
    }

    @Override
    public void stepEnded(Object work, long nanos) {
      steps.record(nanos, NANOSECONDS);
    }

    @Override
    public void taskCreated(Task<?> task) {
      started.increment();
      running.incrementAndGet();
    }

    @Override
    public void taskEnded(Task<?> task, @Nullable Throwable failure) {
      running.decrementAndGet();
      Counter outcome = task.cancelled() ? cancelled : failure != null ? failed : values;
      outcome.increment();
    }

    @Override
    public void connectionOpened(BaseTransport transport) {
      opened.increment();
      open.add(transport);
      connections.set(open.size());
    }

    @Override
    public void connectionClosed(BaseTransport transport) {
      open.remove(transport);
      connections.set(open.size());
    }

    @Override
    public void bytesReceived(BaseTransport transport, long count) {
      received.increment((double) count);
    }

    @Override
    public void bytesSent(BaseTransport transport, long count) {
      sent.increment((double) count);
    }

    @Override
    public String toString() {
      return "metrics";
    }
  }
}
