package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.ReplaySeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.Test;

@AddLifecycleHook(ReplaySeed.class)
class ReadyQueueTest {

  private static final class Nop extends Step {
    @Override
    public void run() {}
  }

  /// Runs of additions, large enough to make the ring grow, and of takes, so that it begins at any
  /// index.
  @Property(tries = 200)
  void givesStepsInTheOrderInWhichTheyCame(
      @ForAll @Size(max = 30) List<@IntRange(min = -100, max = 150) Integer> runs) {
    ReadyQueue queue = new ReadyQueue();
    Queue<Step> model = new ArrayDeque<>();

    for (int run : runs) {
      for (int added = 0; added < run; added++) {
        Step step = new Nop();
        queue.add(step);
        model.add(step);
      }
      for (int taken = 0; taken < -run && !model.isEmpty(); taken++) {
        assertThat(queue.take()).isSameAs(model.remove());
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
  }

  @Test
  void isEmptyOnceCleared() {
    ReadyQueue queue = new ReadyQueue();
    for (int i = 0; i < 100; i++) {
      queue.add(new Nop());
    }

    queue.clear();

    assertThat(queue.isEmpty()).isTrue();
  }

  private static final class Laned extends Step {
    private final Lane lane;

    Laned(Lane lane) {
      this.lane = lane;
    }

    @Override
    public Lane lane(boolean freesTasks) {
      return lane;
    }

    @Override
    public void run() {}
  }

  /// Chooses the last step, and records the number of steps.
  private static final class LastFirst implements StepChooser {
    final List<Integer> counts = new ArrayList<>();

    @Override
    public boolean freesTasks() {
      return true;
    }

    @Override
    public int choose(int count) {
      counts.add(count);
      return count - 1;
    }
  }

  @Test
  void aSchedulerChoosesAmongTheHeadsOfLanes() {
    ReadyQueue queue = new ReadyQueue();
    Step soon = new Laned(Step.Lane.CALL_SOON);
    Step free = new Laned(Step.Lane.OWN);
    Step sooner = new Laned(Step.Lane.CALL_SOON);
    Step alsoFree = new Laned(Step.Lane.OWN);
    List.of(soon, free, sooner, alsoFree).forEach(queue::add);
    var scheduler = new LastFirst();

    var taken = Stream.generate(() -> queue.take(scheduler)).limit(4).toList();

    assertThat(taken).containsExactly(alsoFree, free, soon, sooner);
    assertThat(scheduler.counts).containsExactly(3, 2, 1, 1);
  }
}
