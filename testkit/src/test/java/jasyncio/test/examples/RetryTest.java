package jasyncio.test.examples;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Coroutine;
import jasyncio.test.AsyncTest;
import jasyncio.test.Network;
import jasyncio.test.VirtualClock;
import java.io.UncheckedIOException;
import java.time.Duration;

class RetryTest {

  static <T> Coroutine<T> retry(int attempts, Duration firstPause, Coroutine<T> call) {
    return () -> {
      Duration pause = firstPause;
      for (int attempt = 1; ; attempt++) {
        try {
          return await(call);
        } catch (UncheckedIOException e) {
          if (attempt == attempts) {
            throw e;
          }
        }
        await(sleep(pause));
        pause = pause.multipliedBy(2);
      }
    };
  }

  @AsyncTest
  void triesUntilTheServerIsUp(Network network, VirtualClock clock) {
    var server = network.host("server");
    server.start(() -> {
      await(sleep(Duration.ofSeconds(5)));
      await(await(startServer((_, writer) -> writer.close(), null, 80)).serveForever());
    });

    await(retry(10, Duration.ofMillis(100), openConnection("server", 80))).close();

    assertThat(clock.elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    server.crash();
  }

  @AsyncTest
  void givesUpAfterTheLastAttempt(Network network, VirtualClock clock) {
    network.host("server");

    assertThatThrownBy(() -> await(retry(3, Duration.ofSeconds(1), openConnection("server", 80))))
        .hasMessageContaining("Connection refused");

    assertThat(clock.elapsed()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }
}
