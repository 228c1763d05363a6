package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Failures that were not retrieved before their future is dropped or their loop closed.
class UnretrievedFailureTest {
  private final IOException failure = new IOException("disk full");
  private TestLoop test;

  @BeforeEach
  void create() {
    test = new TestLoop();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Future<String> failed() {
    Future<String> future = test.loop.createFuture();
    future.setException(failure);
    return future;
  }

  private void assertNothingReportedAtClose() {
    test.loop.close();
    assertThat(test.takeReports()).isEmpty();
  }

  @Test
  @Mirrors({
    "test_futures.BaseFutureTests.test_tb_logger_exception_unretrieved",
    "test_futures.BaseFutureTests.test_future_exception_never_retrieved"
  })
  void isReportedWhenTheLoopCloses() {
    Future<String> future = failed();

    test.loop.close();

    assertThat(test.takeReports())
        .containsExactly(
            ExceptionContext.of("Future exception was never retrieved", failure)
                .withFuture(future));
  }

  @Test
  void isReportedAsATasks() {
    Coroutine<Void> failing =
        () -> {
          throw failure;
        };
    Task<Void> task = test.loop.createTask(failing);
    test.turns(1);

    test.loop.close();

    assertThat(test.takeReports())
        .containsExactly(
            ExceptionContext.of("Task exception was never retrieved", failure).withFuture(task));
  }

  @Test
  @Mirrors({
    "test_futures.BaseFutureTests.test_tb_logger_exception_unretrieved",
    "test_futures.BaseFutureTests.test_future_exception_never_retrieved"
  })
  void isReportedOnceItsFutureIsDropped() {
    List<ExceptionContext> reports = new ArrayList<>();
    test.loop.setExceptionHandler((loop, report) -> {
      reports.add(report);
      loop.stop();
    });
    failed();

    System.gc();
    test.loop.runForever(); // until the report

    assertThat(reports)
        .containsExactly(ExceptionContext.of("Future exception was never retrieved", failure));
  }

  @Test
  void isReportedOnlyOnce() {
    List<ExceptionContext> reports = new ArrayList<>();
    test.loop.setExceptionHandler((loop, report) -> {
      reports.add(report);
      loop.stop();
    });
    failed();
    System.gc();
    test.loop.runForever();

    test.loop.close();

    assertThat(reports).hasSize(1);
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_exception_retrieved")
  void isNotReportedAfterACallOfException() {
    Future<String> future = failed();

    assertThat(future.exception()).isSameAs(failure);

    assertNothingReportedAtClose();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_exception_result_retrieved")
  void isNotReportedAfterACallOfResult() {
    Future<String> future = failed();

    assertThatThrownBy(future::result).isSameAs(failure);

    assertNothingReportedAtClose();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_not_called_after_cancel")
  void isNotReportedAfterACancel() {
    Future<String> future = failed();

    future.cancel();

    assertNothingReportedAtClose();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_abandoned")
  void isNotSeenInAPendingFuture() {
    Future<String> future = test.loop.createFuture();

    assertNothingReportedAtClose();
    assertThat(future.done()).isFalse();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_result_unretrieved")
  void isNotSeenInAnUnreadResult() {
    test.loop.<String>createFuture().setResult("unread");

    assertNothingReportedAtClose();
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_tb_logger_result_retrieved")
  void isNotSeenInAResultThatWasRead() {
    Future<String> future = test.loop.createFuture();
    future.setResult("read");

    assertThat(future.result()).isEqualTo("read");

    assertNothingReportedAtClose();
  }

  @Test
  void isNotSeenInACancelledFuture() {
    test.loop.<String>createFuture().cancel();

    assertNothingReportedAtClose();
  }
}
