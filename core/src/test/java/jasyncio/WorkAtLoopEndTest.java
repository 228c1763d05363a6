package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Asyncio.runCoroutineThreadsafe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Work that is handed to a loop which ends: its caller learns so.
class WorkAtLoopEndTest {
  private final EventLoop loop = newEventLoop();

  private static void assertEndedByClose(CompletableFuture<?> promise) {
    assertThat(promise)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("was closed before the work ended");
  }

  @Test
  void aCoroutineThatHasNotBegunFailsWhenItsLoopCloses() {
    CompletableFuture<Integer> promise = runCoroutineThreadsafe(() -> 1, loop);

    loop.close();

    assertEndedByClose(promise);
  }

  @Test
  void aCoroutineThatWaitsIsCancelledWhenItsLoopCloses() {
    Future<Void> never = loop.createFuture();
    CompletableFuture<Void> promise = runCoroutineThreadsafe(() -> await(never), loop);
    loop.stop();
    loop.runForever();
    loop.stop();
    loop.runForever();

    loop.close();

    assertThat(promise).isCancelled();
  }

  @Test
  void thePromiseOfAPendingFutureFailsWhenItsLoopCloses() {
    Future<Void> never = loop.createFuture();
    CompletableFuture<Void> promise = never.toCompletableFuture();

    loop.close();

    assertEndedByClose(promise);
  }

  @Test
  void thePromiseOfADoneFutureIsKeptThoughNoCallbackRunsAnyMore() {
    Future<Integer> done = loop.createFuture();
    CompletableFuture<Integer> promise = done.toCompletableFuture();
    done.setResult(42);

    loop.close();

    assertThat(promise).isCompletedWithValue(42);
  }

  @Test
  void aClosedLoopRefusesWork() {
    loop.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> runCoroutineThreadsafe(() -> 1, loop))
        .withMessageContaining("is closed");
  }
}
