package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.setEventLoop;
import static jasyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `wrapFuture`: results of other threads, as a future of a loop.
class WrapFutureTest {
  private final CompletableFuture<String> stage = new CompletableFuture<>();
  private TestLoop test;

  @BeforeEach
  void create() {
    test = new TestLoop();
  }

  @AfterEach
  void close() {
    test.close();
  }

  /// The stage as a future of the test's loop.
  private Future<String> wrapped() {
    return wrapped(stage);
  }

  private <T> Future<T> wrapped(CompletableFuture<T> stage) {
    setEventLoop(test.loop);
    try {
      return wrapFuture(stage);
    } finally {
      setEventLoop(null);
    }
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future_future")
  void givesAFutureOfALoopAsItIs() {
    Future<String> future = test.loop.createFuture();

    assertThat(wrapFuture(future)).isSameAs(future);
  }

  @Test
  @Mirrors("test_futures.DuckTests.test_wrap_future")
  void givesAFutureOfAProgramsOwnKindAsItIs() {
    class Duck extends Future<String> {
      Duck() {
        super(test.loop);
      }
    }
    Duck duck = new Duck();

    assertThat(wrapFuture(duck)).isSameAs(duck);
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future")
  void givesTheValueThatAnotherThreadComputes() {
    try (var pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pool").factory())) {
      var computed =
          CompletableFuture.supplyAsync(() -> "by " + Thread.currentThread().getName(), pool);

      String value = test.complete(wrapped(computed));

      assertThat(value).isEqualTo("by pool");
    }
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future")
  void isCompletedOnTheLoop() throws InterruptedException {
    Future<String> future = wrapped();

    Thread.ofPlatform().start(() -> stage.complete("there")).join();
    assertThat(future.done()).isFalse();

    test.turns(1);
    assertThat(future.result()).isEqualTo("there");
  }

  @Test
  void isDoneAtOnceIfTheStageIs() {
    stage.complete("there");

    assertThat(wrapped().result()).isEqualTo("there");
  }

  @Test
  void failsAsTheStage() {
    IOException failure = new IOException("disk full");
    Future<String> future = wrapped();

    stage.completeExceptionally(failure);
    test.turns(1);

    assertThat(future.exception()).isSameAs(failure);
  }

  @Test
  void isCancelledWithTheStage() {
    Future<String> future = wrapped();

    stage.cancel(false);
    test.turns(1);

    assertThat(future.cancelled()).isTrue();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future_cancel")
  void cancelsTheStage() {
    Future<String> future = wrapped();

    future.cancel();
    test.turns(1);

    assertThat(stage).isCancelled();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_set_result_unless_cancelled")
  void staysCancelledIfTheStageCompletesMeanwhile() {
    Future<String> future = wrapped();

    stage.complete("too late");
    future.cancel();
    test.turns(2);

    assertThat(future.cancelled()).isTrue();
  }

  @Test
  void isForgottenIfTheStageCompletesAfterTheLoopIsClosed() {
    Future<String> future = wrapped();
    test.loop.close();

    stage.complete("too late");

    assertThat(future.done()).isFalse();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future_without_loop")
  void isRefusedWithoutALoop() {
    assertThatThrownBy(() -> wrapFuture(stage))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no current event loop");
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future_use_running_loop")
  void belongsToTheRunningLoop() {
    TestLoop.run(() -> assertThat(wrapFuture(stage).getLoop()).isSameAs(getRunningLoop()));
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_wrap_future_use_global_loop")
  void belongsToTheLoopSetForTheThread() {
    assertThat(wrapped().getLoop()).isSameAs(test.loop);
  }

  @Test
  void keepsAFailureThatIsAwaitedOutOfTheReports() {
    IOException failure = new IOException("disk full");
    stage.completeExceptionally(failure);

    TestLoop.run(() -> assertThatThrownBy(() -> await(wrapFuture(stage))).isSameAs(failure));
  }
}
