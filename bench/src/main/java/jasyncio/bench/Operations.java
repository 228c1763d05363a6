package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Asyncio.sleep;

import jasyncio.Action;
import jasyncio.ContextVar;
import jasyncio.Coroutine;
import jasyncio.Engine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.LoopOptions;
import jasyncio.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Costs of single operations that programs do often. Every invocation is a run of the loop, long
/// enough for its beginning and end not to count.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "--add-opens=java.base/java.lang=ALL-UNNAMED"})
public class Operations {
  private static final int COUNT = 1_000;
  private static final ContextVar<Integer> VARIABLE = new ContextVar<>("variable", 0);

  /// The engine; see [Engine].
  @Param({"CARRIER", "PORTABLE"})
  public Engine engine = Engine.AUTO;

  private @Nullable EventLoop loop;

  /// Makes the loop.
  @Setup
  public void open() {
    loop = newEventLoop(LoopOptions.DEFAULTS.withEngine(engine));
  }

  /// Closes the loop.
  @TearDown
  public void close() {
    loop().close();
  }

  private EventLoop loop() {
    return Objects.requireNonNull(loop);
  }

  private void run(Action body) {
    loop().runUntilComplete(Coroutine.of(body));
  }

  /// A task that lets other ready work run: one switch away from it, and one back.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void yieldTurn() {
    run(() -> {
      for (int i = 0; i < COUNT; i++) {
        await(sleep(Duration.ZERO));
      }
    });
  }

  /// A future awaited, and completed by a callback.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void awaitFuture() {
    run(() -> {
      for (int i = 0; i < COUNT; i++) {
        Future<String> future = loop().createFuture();
        loop().callSoon(() -> future.setResult("value"));
        await(future);
      }
    });
  }

  /// A task begun and joined.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void spawn() {
    run(() -> {
      List<Task<Void>> tasks = new ArrayList<>(COUNT);
      for (int i = 0; i < COUNT; i++) {
        tasks.add(createTask(() -> {}));
      }
      for (Task<Void> task : tasks) {
        await(task);
      }
    });
  }

  /// One of the children that are gathered.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gatherChild(Blackhole blackhole) {
    List<Coroutine<Integer>> children = Collections.nCopies(COUNT, () -> 1);
    run(() -> blackhole.consume(await(gather(children))));
  }

  /// A callback queued and run.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void callSoon(Blackhole blackhole) {
    run(() -> {
      for (int i = 0; i < COUNT; i++) {
        loop().callSoon(() -> blackhole.consume(1));
      }
    });
  }

  /// A context variable read.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void contextVarGet(Blackhole blackhole) {
    run(() -> {
      VARIABLE.set(1);
      for (int i = 0; i < COUNT; i++) {
        blackhole.consume(VARIABLE.get());
      }
    });
  }
}
