package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Asyncio;
import jasyncio.Context;
import jasyncio.Mirrors;
import jasyncio.ReplaySeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@AddLifecycleHook(ReplaySeed.class)
class TimerHeapTest {
  private final Loop loop = (Loop) Asyncio.newEventLoop();
  private TimerHeap heap = new TimerHeap();
  private int added;

  @BeforeTry
  void empty() {
    heap = new TimerHeap();
  }

  @AfterEach
  @AfterProperty
  void closeLoop() {
    loop.close();
  }

  private Timer add(long when) {
    Timer timer = new Timer(loop, () -> {}, Context.copy(), when, added++);
    heap.add(timer);
    return timer;
  }

  private void cancel(Timer timer) {
    timer.cancel();
    heap.noteCancelled();
  }

  sealed interface Operation {
    record Add(int when) implements Operation {}

    record Cancel(int which) implements Operation {}

    record Take() implements Operation {}
  }

  @Provide
  Arbitrary<Operation> operations() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.integers().between(-20, 20).map(Operation.Add::new)),
        Tuple.of(4, Arbitraries.integers().greaterOrEqual(0).map(Operation.Cancel::new)),
        Tuple.of(1, Arbitraries.just(new Operation.Take())));
  }

  @Property(tries = 200)
  void givesLiveTimersByDueTimeAndThenByAge(
      @ForAll @Size(max = 1000) List<@From("operations") Operation> operations) {
    // in the order of their making, so that the first of the earliest is the oldest of them
    List<Timer> live = new ArrayList<>();

    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Add(int when) -> live.add(add(when));
        case Operation.Cancel(int which) when !live.isEmpty() ->
            cancel(live.remove(which % live.size()));
        case Operation.Take() when !live.isEmpty() -> {
          heap.peek(); // which uncovers it
          assertThat(live.remove(heap.take())).isTrue();
        }
        case Operation.Cancel _, Operation.Take _ -> {}
      }

      assertThat(heap.peek()).isSameAs(earliest(live));
      assertThat(heap.size()).isBetween(live.size(), Math.max(100, 2 * live.size() + 1));
    }
  }

  private static @Nullable Timer earliest(List<Timer> timers) {
    return timers.stream().min(Comparator.comparingLong(Timer::when)).orElse(null);
  }

  @Test
  void ordersTimesThatWrapAround() {
    Timer after = add(Long.MIN_VALUE + 1);
    Timer before = add(Long.MAX_VALUE - 1);

    assertThat(heap.peek()).isSameAs(before);
    heap.take();
    assertThat(heap.peek()).isSameAs(after);
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once_cancelled_event_cleanup")
  void dropsACancelledTimerThatIsDueFirst() {
    Timer first = add(1);
    add(2);

    cancel(first);

    assertThat(Objects.requireNonNull(heap.peek()).when()).isEqualTo(2);
    assertThat(heap.size()).isEqualTo(1);
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once_cancelled_event_cleanup")
  void keepsFewCancelledTimersWhereTheyAre() {
    List<Timer> timers = addMany(100);

    timers.subList(10, 100).forEach(this::cancel);

    heap.peek();
    assertThat(heap.size()).isEqualTo(100);
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once_cancelled_event_cleanup")
  void keepsManyCancelledTimersThatAreNotTheGreaterPart() {
    List<Timer> timers = addMany(200);

    timers.subList(100, 200).forEach(this::cancel);

    heap.peek();
    assertThat(heap.size()).isEqualTo(200);
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once_cancelled_event_cleanup")
  void keepsOnlyLiveTimersOnceTheGreaterPartIsCancelled() {
    List<Timer> timers = addMany(200);

    timers.subList(99, 200).forEach(this::cancel);

    heap.peek();
    assertThat(heap.size()).isEqualTo(99);
  }

  @Test
  void dropsCancelledTimersThatBecomeTheGreaterPartAsOthersRun() {
    List<Timer> timers = addMany(200);
    timers.subList(100, 200).forEach(this::cancel);

    heap.take();

    heap.peek();
    assertThat(heap.size()).isEqualTo(99);
  }

  private List<Timer> addMany(int count) {
    List<Timer> timers = new ArrayList<>();
    for (int when = 0; when < count; when++) {
      timers.add(add(when));
    }
    return timers;
  }
}
