package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// An error that ends the run comes to the caller as it is, once.
class FatalErrorTest {
  private final InternalError fatal = new InternalError("on purpose");
  private final List<String> reports = new ArrayList<>();

  private void assertEndsTheRun(Action body) {
    assertThatThrownBy(() ->
            run(() -> {
              getRunningLoop().setExceptionHandler((_, context) -> reports.add(context.message()));
              body.run();
            }))
        .isSameAs(fatal);
    assertThat(reports).isEmpty();
  }

  private Void fail() {
    throw fatal;
  }

  @Test
  void ofATask() {
    assertEndsTheRun(() -> {
      createTask(this::fail);
      await(sleep(Duration.ofHours(1)));
    });
  }

  @Test
  void ofAGroupsChild() {
    assertEndsTheRun(() ->
        await(
            taskGroup(group -> {
              group.createTask(this::fail);
              await(sleep(Duration.ofHours(1)));
            })));
  }

  @Test
  void ofAGroupsBody() {
    assertEndsTheRun(() ->
        await(
            taskGroup(group -> {
              group.createTask(sleep(Duration.ofHours(1)));
              fail();
            })));
  }

  @Test
  void ofACallback() {
    assertEndsTheRun(() -> {
      getRunningLoop().callSoon(this::fail);
      await(sleep(Duration.ofHours(1)));
    });
  }

  /// Asks for more than any heap has.
  private static Void allocateTooMuch() {
    long[] wish = new long[Integer.MAX_VALUE];
    throw new AssertionError("a heap had room for " + wish.length + " numbers");
  }

  @Test
  void isNoLackOfMemoryForATasksOwnWish() {
    run(() -> {
      Task<Void> greedy = createTask(FatalErrorTest::allocateTooMuch);
      Task<String> other = createTask(() -> "went on");

      assertThatThrownBy(() -> await(greedy)).isInstanceOf(OutOfMemoryError.class);
      assertThat(await(other)).isEqualTo("went on");
    });
  }

  @Test
  void isNoLackOfMemoryForACallbacksOwnWish() {
    List<@Nullable Throwable> failures = new ArrayList<>();
    run(() -> {
      getRunningLoop().setExceptionHandler((_, context) -> failures.add(context.exception()));
      getRunningLoop().callSoon(FatalErrorTest::allocateTooMuch);
      await(sleep(Duration.ZERO));
      await(sleep(Duration.ZERO));
    });

    assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void isNoLackOfMemoryOfAGroupsChild() {
    run(() ->
        assertThatThrownBy(() ->
                await(
                    taskGroup(group -> {
                      group.createTask(FatalErrorTest::allocateTooMuch);
                      await(sleep(Duration.ofHours(1)));
                    })))
            .isInstanceOf(ExceptionGroup.class)
            .satisfies(group ->
                assertThat(((ExceptionGroup) group).exceptions())
                    .singleElement()
                    .isInstanceOf(OutOfMemoryError.class)));
  }
}
