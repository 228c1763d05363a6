package jasyncio;

import static jasyncio.Asyncio.asyncGenerator;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The subjects that reports to the exception handler name.
class ReportSubjectTest {
  private final TestLoop test = new TestLoop();
  private final List<ExceptionContext> reports = new ArrayList<>();

  @AfterEach
  void close() {
    test.loop.close();
  }

  @Test
  void aFailedTaskThatWasDroppedIsDescribed() {
    test.loop.setExceptionHandler((_, report) -> reports.add(report));
    dropFailedTask();

    while (reports.isEmpty()) { // the thread of the task may hold it a little longer
      System.gc();
      test.turns(1);
    }

    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> assertThat(report.future()).isNull(),
            report ->
                assertThat(report.subject())
                    .startsWith("Task[name=saver, finished, exception=")
                    .contains("disk full", "coro=lambda in ReportSubjectTest"));
  }

  private void dropFailedTask() {
    Coroutine<Void> failing =
        () -> {
          throw new IllegalStateException("disk full");
        };
    var _ = test.loop.createTask(failing, TaskOptions.named("saver"));
    test.turns(1);
  }

  @Test
  void aFailingDoneCallbackHasAHandle() {
    test.loop.setExceptionHandler((_, report) -> reports.add(report));
    Future<Void> future = test.loop.createFuture();
    future.addDoneCallback(_ -> {
      throw new IllegalStateException("on purpose");
    });
    future.cancel();

    test.turns(1);

    assertThat(reports).singleElement().extracting(ExceptionContext::handle).isNotNull();
  }

  @Test
  void aGeneratorThatFailsToCloseIsNamed() {
    test.loop.setExceptionHandler((_, report) -> reports.add(report));
    AsyncGenerator<Integer> generator =
        asyncGenerator(out -> {
          try {
            out.yield(1);
          } finally {
            fail();
          }
        });
    test.complete(generator.anext());

    test.loop.runUntilComplete(test.loop.shutdownAsyncgens());

    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> assertThat((Object) report.asyncgen()).isSameAs(generator),
            report -> assertThat(report.message()).contains("AsyncGenerator["));
  }

  private static void fail() {
    throw new IllegalStateException("on purpose");
  }

  @Test
  void aGroupThatIsSplitKeepsTheFailuresThatItSuppressed() {
    var group = new ExceptionGroup("two", List.of(new Error("a"), new RuntimeException("b")));
    var suppressed = new IllegalStateException("while closing");
    group.addSuppressed(suppressed);

    ExceptionGroup part = Objects.requireNonNull(group.subgroup(Error.class::isInstance));

    assertThat(part.getSuppressed()).containsExactly(suppressed);
  }
}
