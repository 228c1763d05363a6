package jasyncio.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The order of work in the pool for handshakes.
@Timeout(30)
class HandshakeThreadsTest {
  private final ThreadPoolExecutor pool = HandshakeThreads.pool(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void endPool() {
    held.countDown();
    pool.shutdown();
  }

  private void holdThread() {
    pool.execute(() -> {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void releaseThread() throws InterruptedException {
    held.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void doTheNewestPartFirst() throws InterruptedException {
    holdThread();
    for (String name : List.of("first", "second", "third")) {
      pool.execute(() -> done.add(name));
    }

    releaseThread();

    assertThat(done).containsExactly("third", "second", "first");
  }

  @Test
  void dropAPartThatIsNotWantedAnyMore() throws InterruptedException {
    holdThread();
    Runnable unwanted = () -> done.add("unwanted");
    pool.execute(unwanted);

    pool.remove(unwanted);
    releaseThread();

    assertThat(done).isEmpty();
  }

  @Test
  void arePlatformThreads() throws InterruptedException {
    pool.execute(() -> done.add(Thread.currentThread().isVirtual() ? "virtual" : "platform"));

    releaseThread();

    assertThat(done).containsExactly("platform");
  }
}
