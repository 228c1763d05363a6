package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The outcomes that pass through a shield, and the cancellations that do not.
class ShieldTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_result")
  void passesTheValueOn() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> outer = shield(inner);

      inner.setResult(42);

      assertThat(test.complete(outer)).isEqualTo(42);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_exception")
  void passesTheFailureOn() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> outer = shield(inner);
      IllegalArgumentException failure = new IllegalArgumentException("expected");

      inner.setException(failure);
      test.turns(1);

      assertThat(outer.exception()).isSameAs(failure);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_cancel_inner")
  void passesACancellationOfTheInnerOn() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> outer = shield(inner);
      test.turns(1);

      inner.cancel();
      test.turns(1);

      assertThat(outer.cancelled()).isTrue();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_cancel_outer")
  void keepsACancellationOfTheOuterOff() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> outer = shield(inner);
      test.turns(1);

      outer.cancel();
      test.turns(1);

      assertThat(outer.cancelled()).isTrue();
      assertThat(outer.waiters()).isEmpty();
      assertThat(inner.done()).isFalse();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_cancel_outer_result")
  void isSilentAboutAValueThatIsNoLongerAwaited() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> outer = shield(inner);
      outer.cancel();
      test.turns(1);

      inner.setResult(1);
      test.turns(1);

      assertThat(test.takeReports()).isEmpty();
    }
  }

  @Test
  void reportsAFailureThatIsNoLongerAwaited() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      shield(inner).cancel();
      test.turns(1);
      IllegalArgumentException failure = new IllegalArgumentException("expected");

      inner.setException(failure);
      test.turns(1);

      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> {
            assertThat(report.message()).contains("in shielded future");
            assertThat(report.exception()).isSameAs(failure);
            assertThat(report.future()).isSameAs(inner);
          });
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_duplicate_log_once")
  void reportsAFailureOnceHoweverManyShieldsThereWere() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      Future<Integer> first = shield(inner);
      Future<Integer> second = shield(inner);
      first.cancel();
      second.cancel();
      test.turns(1);

      inner.setException(new IllegalArgumentException("expected"));
      test.turns(1);
      test.loop.close();

      assertThat(test.takeReports()).hasSize(1);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_shortcut")
  void takesNoTimeAroundAFutureThatIsDone() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> inner = test.loop.createFuture();
      inner.setResult(42);

      Future<Integer> outer = shield(inner);

      assertThat(outer.result()).isEqualTo(42);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_effect")
  void letsTheInnerFinishThoughItsAwaiterWasCancelled() {
    TestLoop.run(() -> {
      Task<String> inner = createTask(sleep(seconds(1), "finished"));
      Task<String> awaiter = createTask(() -> await(shield(inner)));
      await(sleep(Duration.ZERO));

      awaiter.cancel();

      assertThatThrownBy(() -> await(awaiter)).isInstanceOf(CancelledError.class);
      assertThat(await(inner)).isEqualTo("finished");
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_gather_shield")
  void keepsTheCancellationOfAGatherOffTheChildren() {
    try (TestLoop test = new TestLoop()) {
      Future<Integer> first = test.loop.createFuture();
      Future<Integer> second = test.loop.createFuture();
      Future<Integer> firstShield = shield(first);
      Future<Integer> secondShield = shield(second);
      Future<List<Integer>> gathered = gather(firstShield, secondShield);
      test.turns(1);

      gathered.cancel();
      test.turns(1);

      assertThat(firstShield.cancelled()).isTrue();
      assertThat(secondShield.cancelled()).isTrue();
      assertThat(gathered.exception()).isInstanceOf(CancelledError.class);
      first.setResult(1);
      second.setResult(2);
      assertThat(test.complete(gather(first, second))).containsExactly(1, 2);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_coroutine_without_loop")
  void needsALoopForACoroutine() {
    assertThatThrownBy(() -> shield(sleep(Duration.ZERO)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no current event loop");
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_shield_coroutine_use_running_loop")
  void runsACoroutineOnTheRunningLoop() {
    TestLoop.run(() -> {
      Future<Integer> outer = shield(sleep(Duration.ZERO, 42));

      assertThat(outer.getLoop()).isSameAs(getRunningLoop());
      assertThat(await(outer)).isEqualTo(42);
    });
  }
}
