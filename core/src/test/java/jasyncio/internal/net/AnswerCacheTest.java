package jasyncio.internal.net;

import static jasyncio.Asyncio.newEventLoop;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answers of name servers, cached for a limited time.
class AnswerCacheTest {
  private static final List<InetAddress> ONE = List.of(InetAddress.ofLiteral("127.0.0.1"));
  private static final List<InetAddress> TWO = List.of(InetAddress.ofLiteral("127.0.0.2"));

  private final EventLoop loop = newEventLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void givesTheLatestAnswer() {
    var cache = new AnswerCache(loop, Duration.ofHours(1), 2);
    assertThat(cache.get("a")).isNull();

    cache.put("a", ONE);
    assertThat(cache.get("a")).isEqualTo(ONE);
    cache.put("a", TWO);
    assertThat(cache.get("a")).isEqualTo(TWO);
  }

  @Test
  void forgetsWhatIsTooOld() {
    var cache = new AnswerCache(loop, Duration.ZERO, 2);

    cache.put("a", ONE);

    assertThat(cache.get("a")).isNull();
  }

  @Test
  void forgetsTheOldestForWantOfRoom() {
    var cache = new AnswerCache(loop, Duration.ofHours(1), 2);

    cache.put("a", ONE);
    cache.put("b", ONE);
    cache.put("a", TWO);
    cache.put("c", ONE);

    assertThat(cache.get("a")).isEqualTo(TWO);
    assertThat(cache.get("b")).isNull();
    assertThat(cache.get("c")).isEqualTo(ONE);
  }
}
