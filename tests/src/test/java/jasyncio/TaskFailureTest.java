package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.internal.base.Sneaky;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The path of an exception that a task throws.
class TaskFailureTest {

  private static Coroutine<String> failing(Throwable failure) {
    return () -> {
      throw Sneaky.<RuntimeException>unchecked(failure);
    };
  }

  @Test
  void reachesTheAwaiterAsTheSameInstance() {
    TestLoop.run(() -> {
      IOException failure = new IOException("disk full");
      Task<String> task = createTask(failing(failure));

      assertThatThrownBy(() -> await(task)).isSameAs(failure);
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_exception_traceback")
  void keepsTheTraceOfTheTask() {
    TestLoop.run(() -> {
      Task<String> task = createTask(() -> throwsFromAFrameOfItsOwn());

      await(waitOn(List.of(task)));

      assertThat(Objects.requireNonNull(task.exception()).getStackTrace())
          .extracting(StackTraceElement::getMethodName)
          .contains("throwsFromAFrameOfItsOwn");
    });
  }

  private static String throwsFromAFrameOfItsOwn() {
    throw new IllegalArgumentException("wrong");
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_exception_chaining_after_await")
  void isNotTiedToWhatItsAwaiterIsHandling() {
    TestLoop.run(() -> {
      IllegalArgumentException failure = new IllegalArgumentException("wrong");
      Task<String> task = createTask(failing(failure));

      Throwable thrown =
          catchThrowable(() -> {
            try {
              throw new NoSuchElementException("handled");
            } catch (NoSuchElementException _) {
              await(task);
            }
          });

      assertThat(thrown).isSameAs(failure).hasNoCause().hasNoSuppressedExceptions();
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_exception_chaining_after_await_with_context_cycle")
  void makesNoCircleIfItsAwaiterIsHandlingTheVeryInstance() {
    TestLoop.run(() -> {
      IllegalArgumentException failure = new IllegalArgumentException("wrong");

      Throwable thrown =
          catchThrowable(() -> {
            try {
              throw failure;
            } catch (IllegalArgumentException handled) {
              await(createTask(failing(handled)));
            }
          });

      assertThat(thrown).isSameAs(failure).hasNoCause().hasNoSuppressedExceptions();
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_baseexception_during_cancel")
  void leavesTheLoopAtOnceIfFatal() {
    try (TestLoop test = new TestLoop()) {
      InternalError fatal = new InternalError("halt");
      Task<Void> task =
          test.loop.createTask(
              Coroutine.of(() -> {
                try {
                  await(sleep(seconds(10)));
                } catch (CancelledError _) {
                  throw fatal;
                }
              }));
      test.turns(1);
      task.cancel();

      assertThatThrownBy(() -> test.turns(1)).isSameAs(fatal);

      assertThat(task.cancelled()).isFalse();
      assertThat(task.exception()).isSameAs(fatal);
    }
  }

  @Test
  void failureReachesTheExceptionHandlerIfItIsNeverRetrieved() {
    try (TestLoop test = new TestLoop()) {
      IllegalArgumentException failure = new IllegalArgumentException("wrong");
      Task<String> task = test.loop.createTask(failing(failure));
      test.turns(1);

      test.loop.close();

      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> {
            assertThat(report.message()).isEqualTo("Task exception was never retrieved");
            assertThat(report.exception()).isSameAs(failure);
            assertThat(report.future()).isSameAs(task);
          });
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_tb_logger_not_called_after_cancel")
  void isNotReportedOnceTheTaskWasCancelledInVain() {
    try (TestLoop test = new TestLoop()) {
      Task<String> task = test.loop.createTask(failing(new IllegalArgumentException("wrong")));
      test.turns(1);

      task.cancel();
      test.loop.close();

      assertThat(test.takeReports()).isEmpty();
    }
  }

  @Test
  void failureOfAnAwaitedFutureIsNotReportedIfACancellationReplacesIt() {
    try (TestLoop test = new TestLoop()) {
      Future<String> future = test.loop.createFuture();
      Task<String> task = test.loop.createTask(() -> await(future));
      test.turns(1);
      IOException failure = new IOException("disk full");

      future.setException(failure);
      task.cancel("stop");
      test.turns(1);

      Throwable cancelled = catchThrowable(task::result);
      assertThat(cancelled).isInstanceOf(CancelledError.class).hasMessage("stop");
      assertThat(Arrays.asList(cancelled.getSuppressed())).containsExactly(failure);
    }
  }
}
