package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `await` of futures and of other libraries' stages, and the places where it is refused.
class AwaitTest {

  @Test
  void suspendsUntilTheFutureHasItsValue() {
    String value =
        TestLoop.call(() -> {
          Future<String> future = getRunningLoop().createFuture();
          getRunningLoop().callLater(seconds(3), () -> future.setResult("there"));
          return await(future);
        });

    assertThat(value).isEqualTo("there");
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_yield_from_twice")
  void suspendsForTheSameFutureOnlyOnce() {
    List<String> events = new ArrayList<>();

    TestLoop.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      getRunningLoop().callSoon(() -> future.setResult("there"));
      events.add(await(future));
      getRunningLoop().callSoon(() -> events.add("another turn"));
      events.add(await(future));
    });

    assertThat(events).startsWith("there", "there");
  }

  @Test
  @Mirrors("test_futures2.FutureTests.test_future_traceback")
  void leavesTheTraceOfAFailureAsItIs() {
    IOException failure = new IOException("disk full");
    StackTraceElement[] trace = failure.getStackTrace();

    TestLoop.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      future.setException(failure);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> await(future)).isSameAs(failure);
      }
    });

    assertThat(failure.getStackTrace()).isEqualTo(trace);
  }

  @Test
  void declaresACheckedExceptionOnRequest() {
    List<String> events = new ArrayList<>();
    Coroutine<String> failing =
        () -> {
          throw new IOException("disk full");
        };

    TestLoop.run(() -> {
      try {
        events.add(await(failing, IOException.class));
      } catch (IOException e) {
        events.add(e.getMessage());
      }
    });

    assertThat(events).containsExactly("disk full");
  }

  @Test
  void isRefusedWhereNoLoopRuns() {
    Coroutine<String> coroutine = () -> "value";

    assertThatThrownBy(() -> await(coroutine))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("await outside a coroutine: no event loop runs");
  }

  @Test
  void isRefusedInACallback() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> await(sleep(seconds(1))));

      test.turns(1);

      assertThat(test.takeReports())
          .singleElement()
          .extracting(ExceptionContext::exception)
          .asInstanceOf(THROWABLE)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("this is a callback of EventLoop");
    }
  }

  @Test
  void isRefusedForAFutureOfAnotherLoop() {
    try (var other = new TestLoop()) {
      Future<String> foreign = other.loop.createFuture();

      TestLoop.run(() ->
          assertThatThrownBy(() -> await(foreign))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("of " + other.loop));
    }
  }

  @Test
  void isRefusedForTheTaskItself() {
    TestLoop.run(() -> {
      AtomicReference<Task<Void>> itself = new AtomicReference<>();
      Task<Void> task = createTask(() -> await(itself.get()));
      itself.set(task);

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot await itself");
    });
  }

  @Test
  void givesTheValueOfAStageOfAnotherThread() {
    CompletableFuture<String> stage = new CompletableFuture<>();

    String value =
        TestLoop.call(() -> {
          Thread other = Thread.ofPlatform().unstarted(() -> stage.complete("from elsewhere"));
          getRunningLoop().callSoon(other::start);
          return await(stage);
        });

    assertThat(value).isEqualTo("from elsewhere");
  }

  @Test
  void throwsWhatTheStageFailedWithUnwrapped() {
    IOException failure = new IOException("disk full");
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletionStage<String> dependent = source.thenApply(String::strip);

    TestLoop.run(() -> {
      getRunningLoop().callSoon(() -> source.completeExceptionally(failure));
      assertThatThrownBy(() -> await(dependent)).isSameAs(failure);
    });
  }

  @Test
  void cancelsTheStageWithTheTask() {
    CompletableFuture<String> stage = new CompletableFuture<>();

    TestLoop.run(() -> {
      Task<String> task = createTask(() -> await(stage));
      await(sleep(seconds(0)));
      task.cancel();
      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    });

    assertThat(stage).isCancelled();
  }
}
