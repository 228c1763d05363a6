package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `callSoonThreadsafe`, from other threads and from the loop's own, and the handle that it
/// returns.
class CallSoonThreadsafeTest {
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void wakesALoopThatWaits() {
    try (var test = new TestLoop()) {
      Thread other =
          Thread.ofPlatform().unstarted(() -> test.loop.callSoonThreadsafe(test.loop::stop));
      test.loop.callSoon(other::start);

      test.loop.runForever();

      assertThat(test.loop.isRunning()).isFalse();
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe")
  void keepsItsPlaceBeforeALaterCallSoon() throws InterruptedException {
    try (var test = new TestLoop()) {
      Thread other =
          Thread.ofPlatform().start(() -> test.loop.callSoonThreadsafe(() -> events.add("hello")));
      other.join();
      test.loop.callSoon(() -> events.add("world"));

      test.turns(1);

      assertThat(events).containsExactly("hello", "world");
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe_same_thread")
  void keepsItsPlaceAmongCallsOfTheLoopsOwnThread() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> events.add("one"));
      test.loop.callSoonThreadsafe(() -> events.add("two"));
      test.loop.callSoon(() -> events.add("three"));

      test.turns(1);

      assertThat(events).containsExactly("one", "two", "three");
    }
  }

  @Test
  void keepsItsPlaceAmongCallsOfARunningCallback() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> {
        test.loop.callSoon(() -> events.add("one"));
        test.loop.callSoonThreadsafe(() -> events.add("two"));
        test.loop.callSoon(() -> events.add("three"));
      });

      test.turns(2);

      assertThat(events).containsExactly("one", "two", "three");
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe_handle_cancel_other_thread")
  void runsNothingIfAnotherThreadCancelledItBefore() throws InterruptedException {
    try (var test = new TestLoop()) {
      Handle handle = test.loop.callSoonThreadsafe(() -> events.add("ran"));
      Thread.ofPlatform().start(handle::cancel).join();

      test.turns(1);

      assertThat(handle.cancelled()).isTrue();
      assertThat(events).isEmpty();
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe_handle_block_check_cancelled")
  void makesAnotherThreadThatAsksWhetherItWasCancelledWaitForTheCallback() throws Exception {
    duringCallback(handle -> events.add("cancelled: " + handle.cancelled()));

    assertThat(events).containsExactly("callback ends", "cancelled: false");
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe_handle_block_cancellation")
  void makesAnotherThreadThatCancelsItWaitForTheCallback() throws Exception {
    duringCallback(handle -> {
      handle.cancel();
      events.add("cancelled: " + handle.cancelled());
    });

    assertThat(events).containsExactly("callback ends", "cancelled: true");
  }

  /// Makes another thread do `action` while the callback of the handle runs; the callback ends only
  /// when that thread is blocked.
  private void duringCallback(Consumer<Handle> action) throws Exception {
    try (var test = new TestLoop()) {
      AtomicReference<Handle> handle = new AtomicReference<>();
      Thread other = Thread.ofPlatform().unstarted(() -> action.accept(handle.get()));
      handle.set(
          test.loop.callSoonThreadsafe(() -> {
            other.start();
            while (other.getState() != Thread.State.WAITING) {
              Thread.onSpinWait();
            }
            events.add("callback ends");
          }));

      test.turns(1);
      other.join();
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_soon_threadsafe_handle_cancel_same_thread")
  void letsACallbackCancelItsOwnHandle() {
    try (var test = new TestLoop()) {
      AtomicReference<Handle> handle = new AtomicReference<>();
      handle.set(
          test.loop.callSoonThreadsafe(() -> {
            handle.get().cancel();
            events.add("went on");
          }));

      test.turns(1);

      assertThat(events).containsExactly("went on");
      assertThat(handle.get().cancelled()).isTrue();
    }
  }

  @Test
  void letsATaskThatItsCallbackStartsEagerlyCancelIt() {
    try (var test = new TestLoop()) {
      test.loop.setTaskFactory(Asyncio.eagerTaskFactory());
      AtomicReference<Handle> handle = new AtomicReference<>();
      handle.set(
          test.loop.callSoonThreadsafe(() ->
              test.loop.createTask(
                  Coroutine.of(() -> {
                    handle.get().cancel();
                    events.add("went on");
                  }))));

      test.turns(1);

      assertThat(events).containsExactly("went on");
    }
  }

  @Test
  void runsEveryCallbackOfManyThreads() throws InterruptedException {
    int threads = 4;
    int calls = 2_000;
    try (var test = new TestLoop()) {
      int[] ran = new int[1];
      Runnable count =
          () -> {
            if (++ran[0] == threads * calls) {
              test.loop.stop();
            }
          };
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int call = 0; call < calls; call++) {
                    test.loop.callSoonThreadsafe(count);
                  }
                }));
      }

      test.loop.runForever();

      assertThat(ran[0]).isEqualTo(threads * calls);
      for (Thread caller : callers) {
        caller.join();
      }
    }
  }

  @Test
  @Timeout(60)
  void wakesALoopThatWaitsFromVirtualThreads() {
    int threads = 4;
    int rounds = 2_000;
    Asyncio.run(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        callers.add(Asyncio.wrapFuture(over));
        Thread.startVirtualThread(() -> {
          callInTurns(loop, rounds);
          over.complete(null);
        });
      }
      for (Future<?> caller : callers) {
        Asyncio.await(caller);
      }
    });

    assertThat(events).hasSize(threads * rounds);
  }

  /// Calls again only after the loop has answered and, often, waits again.
  private void callInTurns(EventLoop loop, int rounds) {
    for (int i = 0; i < rounds; i++) {
      CountDownLatch answered = new CountDownLatch(1);
      loop.callSoonThreadsafe(() -> {
        events.add("answered");
        answered.countDown();
      });
      try {
        answered.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
    }
  }

  @Test
  @Timeout(60)
  void wakesALoopFromAVirtualThreadThatIsInterrupted() throws InterruptedException {
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 2; i++) { // an interrupt must not close what the second call needs
      try (var test = new TestLoop()) {
        Thread other =
            Thread.ofVirtual()
                .unstarted(() -> {
                  Thread.currentThread().interrupt();
                  test.loop.callSoonThreadsafe(() -> events.add("ran"));
                  test.loop.callSoonThreadsafe(test.loop::stop);
                  interrupted.add(Thread.currentThread().isInterrupted());
                });
        test.loop.callSoon(other::start);

        test.loop.runForever();
        other.join();
      }
    }

    assertThat(events).containsExactly("ran", "ran");
    assertThat(interrupted).containsExactly(true, true);
  }

  @Test
  @CarrierEngine
  @Timeout(60)
  void letsALoopGoOnWhileVirtualThreadsCallInAndComputeOnAllCarriers() {
    int callers = 4;
    int computing = 100;
    int turns = 1_000;
    AtomicBoolean over = new AtomicBoolean();
    int passed =
        Asyncio.run(() -> {
          EventLoop loop = Asyncio.getRunningLoop();
          for (int i = 0; i < callers; i++) {
            Thread.startVirtualThread(() -> {
              while (!over.get()) {
                loop.callSoonThreadsafe(() -> {});
              }
            });
          }
          for (int i = 0; i < computing; i++) {
            Thread.startVirtualThread(() -> {
              while (!over.get()) {
                Thread.onSpinWait();
              }
            });
          }
          int count = 0;
          while (count < turns) {
            Asyncio.await(Asyncio.sleep(Asyncio.millis(1)));
            count++;
          }
          over.set(true);
          return count;
        });

    assertThat(passed).isEqualTo(turns);
  }
}
