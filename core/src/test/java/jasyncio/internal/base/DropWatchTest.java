package jasyncio.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hearing that an object was dropped.
@Timeout(60)
class DropWatchTest {

  @BeforeAll
  static void start() {
    DropWatch.start();
  }

  private static final class Told extends DropWatch<Object> {
    private final Runnable action;

    Told(Object object, Runnable action) {
      super(object);
      this.action = action;
    }

    @Override
    protected void dropped() {
      action.run();
    }
  }

  @Test
  void tellsOfAnObjectThatWasDropped() throws InterruptedException {
    var told = new CountDownLatch(1);
    var reference = new Told(new Object(), told::countDown);

    try {
      collectGarbageUntil(told);
    } finally {
      Reference.reachabilityFence(reference);
    }
  }

  @Test
  void goesOnAfterAnActionThatFails() throws InterruptedException {
    var failed = new CountDownLatch(1);
    var failing =
        new Told(
            new Object(),
            () -> {
              failed.countDown();
              throw new IllegalStateException("on purpose");
            });
    collectGarbageUntil(failed);
    var told = new CountDownLatch(1);
    var reference = new Told(new Object(), told::countDown);

    try {
      collectGarbageUntil(told);
    } finally {
      Reference.reachabilityFence(failing);
      Reference.reachabilityFence(reference);
    }
  }

  @Test
  void saysNothingOnceItIsCleared() throws InterruptedException {
    var wrong = new CountDownLatch(1);
    var cleared = new Told(new Object(), wrong::countDown);
    cleared.clear();
    var told = new CountDownLatch(1);
    var reference = new Told(new Object(), told::countDown);

    try {
      collectGarbageUntil(told);

      assertThat(wrong.getCount()).isOne();
    } finally {
      Reference.reachabilityFence(cleared);
      Reference.reachabilityFence(reference);
    }
  }

  private static void collectGarbageUntil(CountDownLatch told) throws InterruptedException {
    do {
      System.gc();
    } while (!told.await(1, TimeUnit.MILLISECONDS));
    assertThat(told.getCount()).isZero();
  }
}
