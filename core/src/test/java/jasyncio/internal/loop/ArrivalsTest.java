package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

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
        arrivals.drainTo(ready::add);
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
    arrivals.drainTo(ready::add);

    assertThat(ready.size()).isEqualTo(1);
  }

  @Test
  void queuesWhatArrivesBehindWhatIsReady() {
    Semaphore ran = new Semaphore(0);
    Step first = new Sent(0, 0, ran);
    Step second = new Sent(1, 0, ran);
    ready.add(first);
    arrivals.add(second);

    arrivals.drainTo(ready::add);

    assertThat(ready.take()).isSameAs(first);
    assertThat(ready.take()).isSameAs(second);
  }

  @Test
  void holdsNothingOnceCleared() {
    arrivals.add(new Sent(0, 0, new Semaphore(0)));

    arrivals.clear();
    arrivals.drainTo(ready::add);

    assertThat(ready.isEmpty()).isTrue();
  }
}
