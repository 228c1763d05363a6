package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityLimiterTest {
  private final List<String> events = new ArrayList<>();

  /// A task that borrows a token on behalf of its name, records that and keeps it.
  private Task<Void> borrower(CapacityLimiter limiter, String name) {
    return createTask(() -> {
      await(limiter.acquireOnBehalfOf(name));
      events.add(name);
    });
  }

  @AsyncTest(seeds = 20)
  void knowsItsBorrowers() {
    CapacityLimiter limiter = new CapacityLimiter(2);

    try (var _ = await(limiter.acquire());
        var _ = await(limiter.acquireOnBehalfOf("a job"))) {
      assertThat(limiter.borrowers()).containsExactly(currentTask(), "a job");
      assertThat(limiter.available()).isZero();
    }

    assertThat(limiter.borrowers()).isEmpty();
    assertThat(limiter.available()).isEqualTo(2);
  }

  @AsyncTest(seeds = 20)
  void givesAFreeTokenWithoutASwitch() {
    CapacityLimiter limiter = new CapacityLimiter(1);
    getRunningLoop().callSoon(() -> events.add("another turn"));

    await(limiter.acquire());
    limiter.release();
    await(limiter.acquire());

    assertThat(events).isEmpty();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void servesWaitersInTheirOrder() {
    CapacityLimiter limiter = new CapacityLimiter(1);
    await(limiter.acquire());
    borrower(limiter, "first");
    borrower(limiter, "second");
    yieldTurn();
    assertThat(limiter).hasToString("CapacityLimiter[1/1, waiters=2]");
    assertThat(limiter.waiting()).isEqualTo(2);

    limiter.release();
    yieldTurn();
    assertThat(events).containsExactly("first");

    limiter.releaseOnBehalfOf("first");
    yieldTurn();
    assertThat(events).containsExactly("first", "second");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void handsOutNewTokensAtOnceWhenItGrows() {
    CapacityLimiter limiter = new CapacityLimiter(0);
    borrower(limiter, "first");
    borrower(limiter, "second");
    Task<Void> third = borrower(limiter, "third");
    yieldTurn();

    limiter.total(2);
    yieldTurn();

    assertThat(events).containsExactly("first", "second");
    assertThat(limiter.total()).isEqualTo(2);
    third.cancel();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void handsOutNothingUntilEnoughCameBackWhenItShrinks() {
    CapacityLimiter limiter = new CapacityLimiter(3);
    for (String name : List.of("a", "b", "c", "waiting")) {
      borrower(limiter, name);
    }
    yieldTurn();

    limiter.total(1);
    assertThat(limiter.available()).isEqualTo(-2);
    limiter.releaseOnBehalfOf("a");
    limiter.releaseOnBehalfOf("b");
    yieldTurn();
    assertThat(events).doesNotContain("waiting");

    limiter.releaseOnBehalfOf("c");
    yieldTurn();
    assertThat(events).contains("waiting");
  }

  @AsyncTest(seeds = 20)
  void passesATokenOnIfItsTaskIsCancelledAfterItWasWoken(VirtualClock clock) {
    CapacityLimiter limiter = new CapacityLimiter(1);
    await(limiter.acquire());
    Task<Void> woken = borrower(limiter, "woken");
    Task<Void> next = borrower(limiter, "next");
    await(clock.runUntilIdle());

    limiter.release();
    woken.cancel();

    await(waitFor(next, seconds(1)));
    assertThat(limiter.borrowers()).containsExactly("next");
  }

  @AsyncTest(seeds = 20)
  void refusesASecondTokenToOneBorrower() {
    CapacityLimiter limiter = new CapacityLimiter(2);
    await(limiter.acquireOnBehalfOf("a job"));

    assertThatThrownBy(() -> await(limiter.acquireOnBehalfOf("a job")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a job already holds a token of CapacityLimiter[1/2]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void refusesASecondTokenToOneBorrowerThatWaitsTwice() {
    CapacityLimiter limiter = new CapacityLimiter(0);
    Task<Void> first = borrower(limiter, "a job");
    Task<Void> second = borrower(limiter, "a job");
    yieldTurn();

    limiter.total(2);
    await(first);

    assertThatThrownBy(() -> await(second)).isInstanceOf(IllegalStateException.class);
    assertThat(limiter.available()).isOne();
  }

  @AsyncTest(seeds = 20)
  void refusesATokenFromABorrowerThatHoldsNone() {
    CapacityLimiter limiter = new CapacityLimiter(1);

    assertThatThrownBy(() -> limiter.releaseOnBehalfOf("a job"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a job holds no token of CapacityLimiter[0/1]");
  }

  @AsyncTest(seeds = 20)
  void mayHaveItsTokenBackWithinTheScope() {
    CapacityLimiter limiter = new CapacityLimiter(1);

    try (var _ = await(limiter.acquire())) {
      limiter.release();
    }

    assertThat(limiter.available()).isOne();
  }

  @Test
  void refusesANegativeTotal() {
    assertThatThrownBy(() -> new CapacityLimiter(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("total < 0: -1");
  }
}
