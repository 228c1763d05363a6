package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TracebackTest {
  /// The exception of the failing code in the tests below.
  private final RuntimeException failure =
      placed(new IllegalStateException("disk full"), "app.A.a");

  private static <E extends Throwable> E placed(E thrown, String... frames) {
    thrown.setStackTrace(
        Stream.of(frames).map(TracebackTest::frame).toArray(StackTraceElement[]::new));
    return thrown;
  }

  /// The text of the frame of `a.Type.method`.
  private static StackTraceElement frame(String text) {
    int dot = text.lastIndexOf('.');
    return new StackTraceElement(text.substring(0, dot), text.substring(dot + 1), "F.java", 7);
  }

  private static String traceback(Throwable thrown) {
    return Traceback.of(thrown, false).replace("(F.java:7)", "").replace("\t", "  ");
  }

  private <T> Coroutine<T> failing() {
    return () -> {
      throw failure;
    };
  }

  @Nested
  class Frames {
    @Test
    void framesOfTheProgramAreShown() {
      assertThat(traceback(placed(new Exception("no"), "app.A.inner", "app.A.outer")))
          .isEqualTo(
              """
              java.lang.Exception: no
                at app.A.inner
                at app.A.outer
              """);
    }

    @Test
    void framesOfAwaitAreLeftOutWithThoseOfTheJdkAmongThem() {
      var thrown =
          placed(
              new Exception("no"),
              "app.A.inner",
              "jasyncio.Task.inline",
              "java.util.List.forEach",
              "jasyncio.Asyncio.await",
              "app.A.outer");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at app.A.inner
                at app.A.outer
              """);
    }

    @Test
    void framesOfTheLibraryBetweenAreReducedToTheOperationThatWasCalled() {
      var thrown =
          placed(
              new Exception("no"),
              "app.A.inner",
              "jasyncio.Task.inline",
              "jasyncio.Timeout.scope",
              "jasyncio.Timeout.lambda$timeout$0",
              "jasyncio.Task.inline",
              "jasyncio.internal.loop.Await.await",
              "jasyncio.Asyncio.await",
              "app.A.outer");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at app.A.inner
                at jasyncio.Timeout.timeout
                at app.A.outer
              """);
    }

    @Test
    void framesOfTheJdkAloneAreShown() {
      var thrown = placed(new Exception("no"), "app.A.inner", "java.util.List.forEach", "app.A.b");

      assertThat(traceback(thrown)).contains("at java.util.List.forEach");
    }

    @Test
    void framesOfTheLibraryThatThrewAreReducedToTheOneThatWasCalled() {
      var thrown =
          placed(
              new Exception("no"),
              "java.util.Objects.requireNonNull",
              "jasyncio.Task.<init>",
              "jasyncio.Asyncio.createTask",
              "app.A.a");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at jasyncio.Asyncio.createTask
                at app.A.a
              """);
    }

    @Test
    void framesThatEveryCoroutineBeginsWithAreLeftOut() {
      var thrown =
          placed(
              new Exception("no"),
              "app.A.a",
              "jasyncio.Task.body",
              "jasyncio.internal.engine.CarrierFiber.run",
              "java.lang.VirtualThread.run");

      assertThat(traceback(thrown)).isEqualTo("java.lang.Exception: no\n  at app.A.a\n");
    }

    @Test
    void ofATraceWithoutTheProgramThoseToTheFirstOfTheLibraryAreShown() {
      var thrown =
          placed(
              new Exception("no"),
              "sun.nio.ch.Net.pollConnect",
              "jasyncio.internal.net.OutgoingConnection.finish",
              "jasyncio.internal.loop.Loop.turn",
              "java.lang.Thread.run");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at sun.nio.ch.Net.pollConnect
                at jasyncio.internal.net.OutgoingConnection.finish
              """);
    }

    @Test
    void ofACauseThatSharesTheProgramWithItsExceptionTheOperationIsShown() {
      var cause =
          placed(
              new Exception("cause"),
              "jasyncio.Future.result",
              "jasyncio.Timeout.scope",
              "app.A.a");
      var thrown = placed(new Exception("no", cause), "jasyncio.Timeout.timeout", "app.A.a");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at jasyncio.Timeout.timeout
                at app.A.a
              Caused by: java.lang.Exception: cause
                at jasyncio.Timeout.scope
                ... 1 more
              """);
    }

    @Test
    void framesOfALambdaHaveTheNameOfTheirMethod() {
      assertThat(traceback(placed(new Exception("no"), "app.A.lambda$main$0")))
          .contains("at app.A.main");
    }

    @Test
    void areAllThereOnDemand() {
      var thrown = placed(new Exception("no"), "app.A.lambda$main$0", "jasyncio.Task.body");

      assertThat(Traceback.of(thrown, true)).contains("at app.A.lambda$main$0", "Task.body");
    }

    @Test
    void stayInTheException() {
      traceback(placed(failure, "app.A.a", "jasyncio.Task.body"));

      assertThat(failure.getStackTrace()).hasSize(2);
    }
  }

  @Nested
  class OtherExceptions {
    @Test
    void causesFollowWithoutTheFramesInCommon() {
      var cause = placed(new Exception("cause"), "app.A.deep", "app.A.a", "jasyncio.Task.body");
      var thrown = placed(new Exception("no", cause), "app.A.b", "app.A.a", "jasyncio.Task.body");

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at app.A.b
                at app.A.a
              Caused by: java.lang.Exception: cause
                at app.A.deep
                ... 1 more
              """);
    }

    @Test
    void suppressedExceptionsFollow() {
      var thrown = placed(new Exception("no"), "app.A.a");
      thrown.addSuppressed(placed(new Exception("too"), "app.A.close"));

      assertThat(traceback(thrown))
          .isEqualTo(
              """
              java.lang.Exception: no
                at app.A.a
                Suppressed: java.lang.Exception: too
                  at app.A.close
              """);
    }

    @Test
    void exceptionsInARingAreShownOnce() {
      var first = placed(new Exception("first"), "app.A.a");
      first.initCause(placed(new Exception("second", first), "app.A.b"));

      assertThat(traceback(first)).endsWith("[shown above: java.lang.Exception: first]\n");
    }

    @Test
    void exceptionsOfAGroupAreNumbered() {
      var group =
          placed(
              new ExceptionGroup(
                  "both",
                  List.of(
                      placed(new Exception("one"), "app.A.one"),
                      placed(new Exception("two"), "app.A.two"))),
              "app.A.a");

      assertThat(traceback(group))
          .isEqualTo(
              """
              jasyncio.ExceptionGroup: both (2 sub-exceptions, first: java.lang.Exception: one)
                at app.A.a
                (1 of 2) java.lang.Exception: one
                  at app.A.one
                (2 of 2) java.lang.Exception: two
                  at app.A.two
              """);
    }
  }

  @Nested
  class Path {
    private Task<String> named(String name, Coroutine<String> coroutine) {
      return createTask(coroutine, TaskOptions.named(name));
    }

    /// The traceback of `main`, which fails.
    private String pathOf(Coroutine<?> main) {
      var thrown =
          catchThrowable(() ->
              Asyncio.run(() ->
                  await(
                      named(
                          "main",
                          () -> {
                            await(main);
                            return "";
                          }))));

      assertThat(thrown).isSameAs(failure);
      return pathIn(traceback(thrown));
    }

    /// Removes the frames of awaits, which all belong to these tests and therefore to the library's
    /// package.
    private String pathIn(String traceback) {
      return String.join(
          "\n",
          traceback
              .lines()
              .filter(line -> line.contains("awaited by"))
              .map(line -> line.strip().replaceFirst(":$", "").replaceFirst("Task-\\d+$", "run"))
              .toList());
    }

    @Test
    void namesWhichTaskAwaitedWhich() {
      assertThat(pathOf(() -> await(named("outer", () -> await(named("inner", failing()))))))
          .isEqualTo(
              """
              in inner, awaited by outer
              in outer, awaited by main
              in main, awaited by run\
              """);
    }

    @Test
    void goesThroughGather() {
      assertThat(pathOf(() -> await(gather(named("other", () -> ""), named("child", failing())))))
          .startsWith("in child, awaited by main in gather\n");
    }

    @Test
    void goesThroughShields() {
      assertThat(pathOf(() -> await(shield(named("child", failing())))))
          .startsWith("in child, awaited by main\n");
    }

    @Test
    void beginsAtAFutureThatNoTaskCompletes() {
      assertThat(
              pathOf(() -> {
                Future<String> future = new Future<>();
                future.setException(failure);
                return await(future);
              }))
          .startsWith("awaited by main\n");
    }

    @Test
    void pathOfAFailureOfAGroupNamesItsTask() {
      var thrown =
          catchThrowable(() ->
              Asyncio.run(() -> {
                await(taskGroup(group -> group.createTask(failing(), TaskOptions.named("child"))));
              }));

      assertThat(pathIn(traceback(thrown))).matches("in child, awaited by .* in a task group");
    }

    @Test
    void pathIsThatOfTheTaskThatGotTheFailureLast() {
      assertThat(
              pathOf(() -> {
                var child = named("child", failing());
                var other = named("other", () -> await(child));
                await(Asyncio.waitOn(List.of(other)));
                other.exception();
                return await(child);
              }))
          .isEqualTo("in child, awaited by main\nin main, awaited by run");
    }

    @Test
    void doesNotGrowForEver() {
      Asyncio.run(() -> {
        for (int i = 0; i < 1000; i++) {
          try {
            await(createTask(failing()));
          } catch (IllegalStateException e) {
            assertThat(e).isSameAs(failure);
          }
        }
      });

      assertThat(traceback(failure)).hasLineCount(3);
    }

    @Test
    void isNoPartOfTheException() {
      pathOf(failing());

      assertThat(failure.getSuppressed()).isEmpty();
      assertThat(failure.getStackTrace()).hasSize(1);
    }

    @Test
    void pathIsLoggedWithAFailureThatWasNeverAwaited() {
      try (var log = new CapturedLog()) {
        Asyncio.run(() -> {
          named("outer", () -> await(named("inner", failing())));
          for (int i = 0; i < 5; i++) {
            await(Asyncio.sleep(Duration.ZERO));
          }
        });

        assertThat(log.records())
            .singleElement()
            .satisfies(record ->
                assertThat(record.getMessage()).contains("failed: inner, awaited by outer"));
      }
    }
  }
}
