package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.ensureFuture;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.setEventLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The states of a future.
class FutureTest {
  private final IOException failure = new IOException("disk full");
  private TestLoop test;
  private Future<String> future;

  @BeforeEach
  void create() {
    test = new TestLoop();
    future = test.loop.createFuture();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Nested
  class Pending {
    @Test
    @Mirrors("test_futures.BaseFutureTests.test_initial_state")
    void isNeitherDoneNorCancelled() {
      assertThat(future.done()).isFalse();
      assertThat(future.cancelled()).isFalse();
    }

    @Test
    void hasNoResult() {
      assertThatThrownBy(future::result)
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("result() on Future[pending]");
    }

    @Test
    @Mirrors("test_futures.BaseFutureTests.test_exception")
    void hasNoException() {
      assertThatThrownBy(future::exception)
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("exception() on Future[pending]");
    }

    @Test
    void knowsItsLoop() {
      assertThat(future.getLoop()).isSameAs(test.loop);
    }
  }

  @Nested
  class WithAResult {
    @BeforeEach
    void succeed() {
      future.setResult("there");
    }

    @Test
    void givesIt() {
      assertThat(future.done()).isTrue();
      assertThat(future.result()).isEqualTo("there");
      assertThat(future.exception()).isNull();
    }

    @Test
    void takesNoOther() {
      assertThatThrownBy(() -> future.setResult("another"))
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("done already");
      assertThatThrownBy(() -> future.setException(failure))
          .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void cannotBeCancelled() {
      assertThat(future.cancel()).isFalse();
      assertThat(future.cancelled()).isFalse();
    }
  }

  @Nested
  @Mirrors("test_futures.BaseFutureTests.test_exception")
  class WithAnException {
    @BeforeEach
    void fail() {
      future.setException(failure);
    }

    @Test
    void givesAndThrowsTheSameInstance() {
      assertThat(future.exception()).isSameAs(failure);
      assertThatThrownBy(future::result).isSameAs(failure);
    }

    @Test
    void takesNothingElse() {
      assertThatThrownBy(() -> future.setResult("value")).isInstanceOf(InvalidStateException.class);
      assertThatThrownBy(() -> future.setException(new IOException("another")))
          .isInstanceOf(InvalidStateException.class);
      assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void cannotBeCancelled() {
      assertThat(future.cancel()).isFalse();
      assertThat(future.cancelled()).isFalse();
    }
  }

  @Nested
  @Mirrors({
    "test_futures.BaseFutureTests.test_cancel",
    "test_futures.BaseFutureTests.test_initial_state"
  })
  class Cancelled {
    @Test
    void isDone() {
      assertThat(future.cancel()).isTrue();

      assertThat(future.cancelled()).isTrue();
      assertThat(future.done()).isTrue();
    }

    @Test
    void throwsCancelledErrorWithTheMessage() {
      future.cancel("not needed");

      assertThatThrownBy(future::result)
          .isInstanceOf(CancelledError.class)
          .hasMessage("not needed");
      assertThatThrownBy(future::exception)
          .isInstanceOf(CancelledError.class)
          .hasMessage("not needed");
    }

    @Test
    void takesNoResultAndNoException() {
      future.cancel();

      assertThatThrownBy(() -> future.setResult("value")).isInstanceOf(InvalidStateException.class);
      assertThatThrownBy(() -> future.setException(failure))
          .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void cannotBeCancelledAgain() {
      future.cancel();

      assertThat(future.cancel()).isFalse();
    }
  }

  @Nested
  class MadeWithoutALoop {
    @Test
    @Mirrors("test_futures.BaseFutureTests.test_constructor_without_loop")
    void isRefusedIfNoneIsCurrent() {
      assertThatThrownBy(() -> new Future<String>())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no current event loop");
    }

    @Test
    @Mirrors("test_futures.BaseFutureTests.test_constructor_use_global_loop")
    void belongsToTheLoopSetForTheThread() {
      setEventLoop(test.loop);

      assertThat(new Future<String>().getLoop()).isSameAs(test.loop);
    }

    @Test
    void belongsToTheRunningLoop() {
      Coroutine<EventLoop> body = () -> new Future<String>().getLoop();

      assertThat(test.complete(body)).isSameAs(test.loop);
    }
  }

  @Nested
  class OfASubclass {
    private static final class Named extends Future<String> {}

    @Test
    @Mirrors({
      "test_futures.DuckTests.test_ensure_future",
      "test_futures.BaseFutureTests.test_isfuture"
    })
    void isLeftAsItIsByEnsureFuture() {
      TestLoop.run(() -> {
        Named named = new Named();

        assertThat(ensureFuture(named)).isSameAs(named);
      });
    }

    @Test
    @Mirrors("test_futures.BaseFutureTests.test_isfuture")
    void isAwaitedAsAnyOther() {
      TestLoop.run(() -> {
        Named named = new Named();
        getRunningLoop().callSoon(() -> named.setResult("there"));

        assertThat(await(named)).isEqualTo("there");
      });
    }
  }

  @Nested
  class AsACompletableFuture {
    @Test
    void hasItsValue() {
      CompletableFuture<String> outside = future.toCompletableFuture();
      future.setResult("there");

      test.turns(1);

      assertThat(outside.resultNow()).isEqualTo("there");
    }

    @Test
    void hasItsException() {
      CompletableFuture<String> outside = future.toCompletableFuture();
      future.setException(failure);

      test.turns(1);

      assertThat(outside.exceptionNow()).isSameAs(failure);
    }

    @Test
    void isCancelledWithIt() {
      CompletableFuture<String> outside = future.toCompletableFuture();
      future.cancel();

      test.turns(1);

      assertThat(outside).isCancelled();
    }

    @Test
    void cancelsItFromAnotherThread() throws InterruptedException {
      CompletableFuture<String> outside = future.toCompletableFuture();

      Thread.ofPlatform().start(() -> outside.cancel(false)).join();
      test.turns(1);

      assertThat(future.cancelled()).isTrue();
    }
  }

  @Test
  void wakesAllTasksThatAwaitIt() {
    TestLoop.run(() -> {
      Future<String> shared = getRunningLoop().createFuture();
      Task<String> one = createTask(() -> await(shared));
      Task<String> two = createTask(() -> await(shared));
      await(sleep(seconds(1)));

      shared.setResult("there");

      assertThat(await(one)).isEqualTo("there");
      assertThat(await(two)).isEqualTo("there");
    });
  }
}
