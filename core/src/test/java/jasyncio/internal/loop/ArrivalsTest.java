package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final int THREADS = 3;
  private static final int STEPS = 3_000;

  private Selector selector;
  private Arrivals arrivals;
  private final ReadyQueue ready = new ReadyQueue();

  @BeforeEach
  void open() throws IOException {
    selector = Selector.open();
    arrivals = new Arrivals(selector::wakeup);
  }

  @AfterEach
  void close() throws IOException {
    selector.close();
  }

  /// The `number`th step of one thread, which records that it has run.
  private static final class Sent extends Step {
    final int sender;
    final int number;
    private final Semaphore ran;

    Sent(int sender, int number, Semaphore ran) {
      this.sender = sender;
      this.number = number;
      this.ran = ran;
    }

    @Override
    public void run() {
      ran.release();
    }
  }

  /// Each thread keeps only a limited number of steps under way, so that the queue is empty again
  /// and again and the loop returns to its selector: a lost wakeup would leave it there.
  @Test
  void wakesTheLoopForEveryStepOfManyThreads() throws Exception {
    for (int underWay : new int[] {1, 2, 64}) {
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < THREADS; sender++) {
        senders.add(startSender(sender, underWay));
      }

      int[] next = new int[THREADS];
      for (int received = 0; received < THREADS * STEPS; ) {
        selector.select();
        arrivals.drainTo(ready::add, Integer.MAX_VALUE);
        for (; !ready.isEmpty(); received++) {
          Sent step = (Sent) ready.take();
          assertThat(step.number).isEqualTo(next[step.sender]++);
          step.run();
        }
      }

      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(arrivals.isEmpty()).isTrue();
    }
  }

  private Thread startSender(int sender, int underWay) {
    return Thread.ofPlatform()
        .start(() -> {
          Semaphore room = new Semaphore(underWay);
          for (int number = 0; number < STEPS; number++) {
            room.acquireUninterruptibly();
            arrivals.add(new Sent(sender, number, room));
          }
        });
  }

  @Test
  void wakesALoopThatHasNotBegunToWait() throws IOException {
    arrivals.add(new Sent(0, 0, new Semaphore(0)));

    selector.select();
    arrivals.drainTo(ready::add, Integer.MAX_VALUE);

    assertThat(ready.size()).isEqualTo(1);
  }

  @Test
  void queuesWhatArrivesBehindWhatIsReady() {
    Semaphore ran = new Semaphore(0);
    Step first = new Sent(0, 0, ran);
    Step second = new Sent(1, 0, ran);
    ready.add(first);
    arrivals.add(second);

    arrivals.drainTo(ready::add, Integer.MAX_VALUE);

    assertThat(ready.take()).isSameAs(first);
    assertThat(ready.take()).isSameAs(second);
  }

  @Test
  void handsOutNoMoreThanItIsAskedFor() {
    for (int number = 0; number < 3; number++) {
      arrivals.add(new Sent(0, number, new Semaphore(0)));
    }

    int count = arrivals.drainTo(ready::add, 2);

    assertThat(count).isEqualTo(2);
    assertThat(arrivals.isEmpty()).isFalse();
  }

  @Test
  void keepsTheOrderOverSeveralPortions() {
    List<Step> steps = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      steps.add(new Sent(0, number, new Semaphore(0)));
    }
    steps.subList(0, 3).forEach(arrivals::add);
    arrivals.drainTo(ready::add, 2);
    arrivals.add(steps.get(3));

    arrivals.drainTo(ready::add, Integer.MAX_VALUE);

    for (Step step : steps) {
      assertThat(ready.take()).isSameAs(step);
    }
  }

  @Test
  void dropsStepsOnceClosed() {
    List<Step> dropped = new ArrayList<>();
    Step before = new Dropped(dropped);
    Step after = new Dropped(dropped);
    arrivals.add(before);

    arrivals.close();
    arrivals.add(after);

    assertThat(dropped).containsExactly(before, after);
    assertThat(arrivals.isEmpty()).isTrue();
  }

  /// A step that notes that it was dropped.
  private static final class Dropped extends Step {
    private final List<Step> dropped;

    Dropped(List<Step> dropped) {
      this.dropped = dropped;
    }

    @Override
    public void run() {}

    @Override
    public void dropped() {
      dropped.add(this);
    }
  }

  private static Step dropping(Runnable dropped) {
    return new Step() {
      @Override
      public void run() {}

      @Override
      public void dropped() {
        dropped.run();
      }
    };
  }

  @Test
  void dropsAllThatArrivedWhenItCloses() {
    List<Integer> dropped = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      int id = number;
      arrivals.add(dropping(() -> dropped.add(id)));
    }
    arrivals.drainTo(ready::add, 1);

    arrivals.close();

    assertThat(dropped).containsExactly(1, 2);
    assertThat(arrivals.isEmpty()).isTrue();
  }

  @Test
  void dropsTheOthersThoughOneFailsAsItIsDropped() {
    List<String> dropped = new ArrayList<>();
    arrivals.add(
        dropping(() -> {
          throw new IllegalStateException("on purpose");
        }));
    arrivals.add(dropping(() -> dropped.add("other")));

    assertThatThrownBy(arrivals::close).hasMessage("on purpose");

    assertThat(dropped).containsExactly("other");
  }

  @Test
  void dropsAStepThatADroppedOneSends() {
    List<String> dropped = new ArrayList<>();
    arrivals.add(dropping(() -> arrivals.add(dropping(() -> dropped.add("late")))));

    arrivals.close();

    assertThat(dropped).containsExactly("late");
  }
}
