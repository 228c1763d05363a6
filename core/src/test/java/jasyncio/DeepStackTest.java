package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Awaiting far down a stack: the JDK may find it too deep to be left.
@CarrierEngine // the JDK itself loses a thread that another one unparks at the very end of its
// stack
class DeepStackTest {
  private static final int TRIES = 40;

  private int deepest;

  @Test
  void anAwaitThatTheStackIsTooDeepForLeavesTheTaskAbleToAwait() {
    TestLoop.run(() -> {
      int bottom = bottom();
      int awaited = 0;
      for (int i = 1; i <= TRIES; i++) {
        awaited += awaitAt(bottom / TRIES * i);
        await(sleep(millis(1)));
      }

      assertThat(awaited).isBetween(1, TRIES - 1);
    });
  }

  @Test
  void anAwaitThatTheStackIsTooDeepForLeavesOtherTasksAlone() {
    TestLoop.run(() -> {
      var other = createTask(this::yieldOften);
      int bottom = bottom();
      for (int i = 1; i <= TRIES; i++) {
        awaitAt(bottom / TRIES * i);
      }

      assertThat(await(other)).isEqualTo(TRIES);
    });
  }

  private int yieldOften() {
    for (int i = 0; i < TRIES; i++) {
      await(sleep(Duration.ZERO));
    }
    return TRIES;
  }

  /// The depth that a recursion reaches.
  private int bottom() {
    try {
      return sink(1);
    } catch (StackOverflowError e) {
      return deepest;
    }
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack is full
  private int sink(int depth) {
    deepest = depth;
    return sink(depth + 1) + 1;
  }

  /// Awaits at depth `depth` of the stack; returns 1 if that was possible, or else 0.
  private int awaitAt(int depth) {
    try {
      return awaitBelow(depth);
    } catch (StackOverflowError e) {
      return 0;
    }
  }

  private int awaitBelow(int levels) {
    if (levels > 0) {
      return awaitBelow(levels - 1);
    }
    await(sleep(Duration.ZERO));
    return 1;
  }
}
