package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Blocking JDK calls in a task suspend that task and no other.
@CarrierEngine
class BlockingCallTest {
  private static final int BEATS = 5;

  /// Runs `blocking` in one task while another counts beats; `release` ends the blocking call, once
  /// some beats were counted. Neither task may ever run while the other is running.
  static void whileAHeartBeats(Action blocking, Action release) {
    List<String> overlaps = new ArrayList<>();
    int[] inside = {0};
    run(() -> {
      Task<Void> heart =
          createTask(() -> {
            for (int beat = 0; beat < BEATS; beat++) {
              if (inside[0]++ != 0) {
                overlaps.add("beat " + beat);
              }
              inside[0]--;
              await(sleep(Duration.ZERO));
            }
            release.run();
          });
      Task<Void> blocked = createTask(blocking);
      await(heart);
      await(blocked);
    });
    assertThat(overlaps).isEmpty();
  }

  /// Runs `blocking` in a task, waits until it blocks, and cancels it.
  static void cancelWhileBlocked(Action blocking) {
    run(() -> {
      Task<Void> task = createTask(blocking);
      while (!task.toString().contains("blocked")) {
        await(sleep(Duration.ZERO));
      }
      task.cancel("no longer needed");

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("no longer needed");
      assertThat(task.cancelled()).isTrue();
    });
  }

  @Nested
  class Sleeping {
    @Test
    void letsOthersRun() {
      whileAHeartBeats(() -> Thread.sleep(1), () -> {});
    }

    @Test
    void endsWhenTheTaskIsCancelled() {
      cancelWhileBlocked(() -> Thread.sleep(3_600_000));
    }
  }

  @Nested
  class ABlockingQueue {
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);

    @Test
    void letsOthersRun() {
      whileAHeartBeats(queue::take, () -> queue.put("item"));
    }

    @Test
    void endsWhenTheTaskIsCancelled() {
      cancelWhileBlocked(queue::take);
    }
  }

  @Nested
  class AFutureOfAnotherThread {
    private final CompletableFuture<String> future = new CompletableFuture<>();

    @Test
    void letsOthersRun() {
      whileAHeartBeats(future::get, () -> future.complete("value"));
    }

    @Test
    void endsWhenTheTaskIsCancelled() {
      cancelWhileBlocked(future::get);
    }
  }

  @Nested
  class AContendedMonitor {
    private final Object monitor = new Object();

    @Test
    void letsOthersRun() throws Exception {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread holder =
          Thread.ofPlatform()
              .start(() -> {
                synchronized (monitor) {
                  held.countDown();
                  awaitUninterruptibly(release);
                }
              });
      held.await();

      whileAHeartBeats(
          () -> {
            synchronized (monitor) {
              assertThat(release.getCount()).isZero();
            }
          },
          release::countDown);
      holder.join();
    }
  }

  @Nested
  class AContendedLock {
    @Test
    void betweenTasksOfOneLoopLetsOthersRun() {
      ReentrantLock lock = new ReentrantLock();
      CountDownLatch release = new CountDownLatch(1);

      whileAHeartBeats(
          () -> {
            lock.lock();
            try {
              release.await();
            } finally {
              lock.unlock();
            }
          },
          release::countDown);
    }
  }

  @Nested
  class ASocketRead {
    @Test
    void letsOthersRun() throws Exception {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket peer = server.accept()) {
        whileAHeartBeats(
            () -> assertThat(client.getInputStream().read()).isEqualTo(42),
            () -> peer.getOutputStream().write(42));
      }
    }

    @Test
    void endsWhenTheTaskIsCancelled() throws Exception {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
        cancelWhileBlocked(() -> client.getInputStream().read());
      }
    }
  }

  @Nested
  class AVirtualThreadOfATask {
    @Test
    void runsOnItsOwn() {
      run(() -> {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> answer.complete("from " + Asyncio.class.getName()));

        assertThat(await(answer)).isEqualTo("from jasyncio.Asyncio");
      });
    }

    @Test
    void isNoCoroutine() {
      run(() -> {
        CompletableFuture<Throwable> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
          try {
            Asyncio.getRunningLoop();
          } catch (IllegalStateException e) {
            answer.complete(e);
          }
        });

        assertThat(await(answer)).hasMessageContaining("no running event loop");
      });
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // waits on: the test ends it
      }
    }
  }
}
