package jasyncio.metrics;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jasyncio.Action;
import jasyncio.EventLoop;
import jasyncio.RunOptions;
import jasyncio.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopMetricsTest {
  private static final String HOST = "127.0.0.1";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double count(String name, String... tags) {
    var counter = registry.find(name).tags(tags).counter();
    return counter != null
        ? counter.count()
        : registry.get(name).tags(tags).functionCounter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  /// Runs `body` with its loop measured.
  private void measured(Action body) {
    run(() -> {
      try (var metrics = new LoopMetrics(getRunningLoop())) {
        metrics.bindTo(registry);
        body.run();
      }
    });
  }

  private static void yieldTurn() {
    await(sleep(Duration.ZERO));
  }

  @Test
  void countsTasksThatStart() {
    measured(() -> {
      await(createTask(() -> {}));
      await(createTask(() -> {}));
    });

    assertThat(count("jasyncio.tasks.started")).isEqualTo(2);
  }

  @Test
  void countsTasksThatEndByTheirOutcome() {
    measured(() -> {
      var good = createTask(() -> {});
      var bad =
          createTask(() -> {
            throw new IOException("no");
          });
      var gone = createTask(sleep(seconds(50)));
      gone.cancel();
      await(gatherOutcomes(List.of(good, bad, gone)));
    });

    assertThat(count("jasyncio.tasks.ended", "outcome", "value")).isEqualTo(1);
    assertThat(count("jasyncio.tasks.ended", "outcome", "failed")).isEqualTo(1);
    assertThat(count("jasyncio.tasks.ended", "outcome", "cancelled")).isEqualTo(1);
  }

  @Test
  void knowsHowManyTasksRunThoseOfBeforeAmongThem() {
    run(() -> {
      var before = createTask(sleep(seconds(50)));
      try (var metrics = new LoopMetrics(getRunningLoop())) {
        metrics.bindTo(registry);
        var after = createTask(sleep(seconds(50)));
        assertThat(gauge("jasyncio.tasks.running")).isEqualTo(3);

        before.cancel();
        after.cancel();
        await(gatherOutcomes(List.of(before, after)));
        assertThat(gauge("jasyncio.tasks.running")).isEqualTo(1);
      }
    });
  }

  @Test
  void timesSteps() {
    measured(() ->
        await(
            createTask(() -> {
              long end = System.nanoTime() + 2_000_000;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
            })));

    var steps = registry.get("jasyncio.loop.steps").timer();
    assertThat(steps.count()).isPositive();
    assertThat(steps.max(java.util.concurrent.TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void measuresTurnsWithTheirLagAndWhatIsReady() {
    measured(() -> {
      await(sleep(millis(1)));
      await(sleep(millis(1)));
    });

    assertThat(registry.get("jasyncio.loop.lag").timer().count()).isGreaterThanOrEqualTo(2);
    assertThat(registry.get("jasyncio.loop.ready").summary().max()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void knowsHowManyTimersAreSet() {
    measured(() -> {
      var timer = getRunningLoop().callLater(seconds(50), () -> {});
      yieldTurn();
      yieldTurn();

      assertThat(gauge("jasyncio.loop.timers")).isEqualTo(1);
      timer.cancel();
    });
  }

  @Test
  void countsConnectionsAndBytes() {
    measured(() -> {
      Server server =
          await(
              startServer(
                  (reader, writer) -> {
                    writer.write(await(reader.readExactly(5)));
                    await(writer.drain());
                    writer.close();
                  },
                  HOST,
                  0));
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      try (server;
          var client = await(openConnection(HOST, port))) {
        assertThat(gauge("jasyncio.connections.open")).isPositive();
        client.writer().write(new byte[5]);
        await(client.reader().read());
      }
      yieldTurn();
      yieldTurn();
    });

    assertThat(count("jasyncio.connections.opened")).isEqualTo(2);
    assertThat(gauge("jasyncio.connections.open")).isZero();
    assertThat(count("jasyncio.received")).isEqualTo(10);
    assertThat(count("jasyncio.sent")).isEqualTo(10);
  }

  @Test
  void doesNotCountTheEndOfConnectionsThatWereOpenedBefore() {
    run(() -> {
      Server server =
          await(
              startServer(
                  (reader, writer) -> {
                    await(reader.read());
                    writer.close();
                  },
                  HOST,
                  0));
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      try (server;
          var metrics = new LoopMetrics(getRunningLoop())) {
        var client = await(openConnection(HOST, port));
        metrics.bindTo(registry);
        client.writer().close();
        await(client.writer().waitClosed());
        await(server.shutdown(seconds(50)));

        assertThat(gauge("jasyncio.connections.open")).isZero();
      }
    });
  }

  @Test
  void showTheLoopThatWasBoundLast() {
    measured(() -> {});

    measured(() -> {
      var _ = createTask(sleep(seconds(50)));
      assertThat(gauge("jasyncio.tasks.running")).isEqualTo(2);
    });
  }

  @Test
  void countsLongSteps() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          try (var metrics = new LoopMetrics(loop)) {
            metrics.bindTo(registry);
            while (count("jasyncio.loop.steps.long") == 0) {
              Thread.onSpinWait();
            }
          }
        },
        RunOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(10)));

    assertThat(count("jasyncio.loop.steps.long")).isEqualTo(1);
  }

  @Test
  void canBeBoundFromAnotherThread() {
    run(() -> {
      EventLoop loop = getRunningLoop();
      var metrics = new LoopMetrics(loop);
      await(
          toThread(() -> {
            metrics.bindTo(registry);
            return null;
          }));
      await(createTask(() -> {}));

      assertThat(count("jasyncio.tasks.started")).isEqualTo(1);
      metrics.close();
    });
  }

  @Test
  void measureNothingOnceClosed() {
    run(() -> {
      var metrics = new LoopMetrics(getRunningLoop());
      metrics.bindTo(registry);
      metrics.close();
      await(createTask(() -> {}));
    });

    assertThat(count("jasyncio.tasks.started")).isZero();
  }

  @Test
  void haveTheTagsGiven() {
    run(() -> {
      try (var metrics = new LoopMetrics(getRunningLoop(), Tags.of("loop", "main"))) {
        metrics.bindTo(registry);
        await(createTask(() -> {}));
      }
    });

    assertThat(count("jasyncio.tasks.started", "loop", "main")).isEqualTo(1);
  }
}
