package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// `Thread.interrupt` of the threads of a loop and its coroutines.
class InterruptTest {

  @Test
  void interruptOfASuspendedCoroutinesThreadCancelsItsTask() {
    run(() -> {
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      Task<Void> task =
          createTask(() -> {
            thread.complete(Thread.currentThread());
            await(sleep(seconds(3600)));
          });
      await(sleep(Duration.ZERO));
      Thread.ofPlatform().start(() -> thread.join().interrupt());

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("thread interrupted");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void doesNotOutliveTheCancellationThatItBrings() {
    run(() -> {
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      Task<Boolean> task =
          createTask(() -> {
            thread.complete(Thread.currentThread());
            try {
              await(sleep(seconds(3600)));
            } catch (CancelledError e) {
              // goes on
            }
            return Thread.currentThread().isInterrupted();
          });
      await(sleep(Duration.ZERO));
      Thread.ofPlatform().start(() -> thread.join().interrupt());

      assertThat(await(task)).isFalse();
    });
  }

  @Test
  void interruptOfTheWaitingThreadIsNotLostIfAServerCloses() {
    Thread waiting = Thread.currentThread();
    assertThatThrownBy(() ->
            run(() -> {
              Server server = await(Asyncio.startServer((_, _) -> {}, "127.0.0.1", 0));
              waiting.interrupt();
              long told = System.nanoTime() + 50_000_000;
              while (System.nanoTime() < told) { // not asleep, for that may let the loop continue
                Thread.onSpinWait();
              }
              server.close();
              await(sleep(seconds(3600)));
            }))
        .isInstanceOf(KeyboardInterrupt.class);
  }

  @Test
  void interruptByTheCoroutineItselfCancelsItAtItsNextAwait() {
    run(() -> {
      Task<Void> task =
          createTask(() -> {
            Thread.currentThread().interrupt();
            await(sleep(seconds(3600)));
          });

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void interruptInABlockingCallCancelsATaskThatEndsByIt() {
    run(() -> {
      CountDownLatch never = new CountDownLatch(1);
      Task<Void> task =
          createTask(() -> {
            Thread blocked = Thread.currentThread();
            Thread.ofPlatform().start(blocked::interrupt);
            never.await();
          });

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("thread interrupted");
    });
  }

  @Test
  void interruptOfTheThreadThatRunsTheLoopCancelsMain() {
    Thread runner = Thread.currentThread();

    assertThatThrownBy(() ->
            run(() -> {
              Thread.ofPlatform().start(runner::interrupt);
              await(sleep(seconds(3600)));
            }))
        .isInstanceOf(KeyboardInterrupt.class);
  }

  @Test
  void interruptOfTheThreadThatRunsTheLoopDoesNotOutliveTheRunThatItEnds() {
    Thread runner = Thread.currentThread();

    assertThatThrownBy(() ->
            run(() -> {
              getRunningLoop().callSoon(runner::interrupt);
              await(sleep(seconds(3600)));
            }))
        .isInstanceOf(KeyboardInterrupt.class);

    assertThat(Thread.interrupted()).isFalse();
  }
}
