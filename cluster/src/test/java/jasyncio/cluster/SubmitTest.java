package jasyncio.cluster;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.TaskOptions;
import jasyncio.TimeoutException;
import jasyncio.cluster.MemberLostException.Begun;
import jasyncio.test.AsyncTest;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;

/// Functions of three members in a simulation, which share this class, and so its fields.
class SubmitTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static final List<String> NOTES = new ArrayList<>();
  private static int running;
  private static int mostRunning;

  /// Not among the classes that are allowed.
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;
  }

  static Coroutine<Integer> square(int number) {
    return () -> number * number;
  }

  static Coroutine<Integer> slowSquare(int number) {
    return () -> {
      mostRunning = Math.max(mostRunning, ++running);
      await(sleep(SHORT));
      running--;
      return number * number;
    };
  }

  static Coroutine<Void> idle(String note) {
    return Coroutine.of(() -> {
      NOTES.add("begins " + note);
      try {
        await(sleep(LONG));
      } catch (CancelledError e) {
        NOTES.add("cancelled: " + e.getMessage() + " by " + e.origin());
        throw e;
      }
    });
  }

  static Coroutine<Void> failStrangely(String message) {
    return () -> {
      throw new TestAbortedException(message);
    };
  }

  static Coroutine<Object> giveGadget(int nothing) {
    return Gadget::new;
  }

  static Coroutine<Integer> count(List<Gadget> gadgets) {
    return gadgets::size;
  }

  private static final ClusterOptions OPTIONS =
      ClusterOptions.DEFAULTS
          .withMostInFlight(2)
          .withFunction(SubmitTest::square)
          .withFunction(SubmitTest::slowSquare)
          .withFunction(SubmitTest::idle)
          .withFunction(SubmitTest::failStrangely)
          .withFunction(SubmitTest::giveGadget)
          .withFunction(SubmitTest::count);

  private final List<Cluster> members = new ArrayList<>();
  private SimulatedLog log;

  private void join(EventLoop loop, RandomGenerator random) {
    NOTES.clear();
    running = 0;
    mostRunning = 0;
    log = new SimulatedLog(loop, random);
    for (String name : List.of("a", "b", "c")) {
      members.add(await(log.join(OPTIONS.withMemberName(name))));
    }
    await(sleep(SHORT));
  }

  private Cluster a() {
    return members.getFirst();
  }

  private Member b() {
    return members.get(1).self();
  }

  private void leave() {
    members.forEach(Cluster::close);
  }

  @AsyncTest(seeds = 20)
  void manyAtOnceGoToAllAndNoneIsLost(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    List<Future<Integer>> squares =
        IntStream.range(0, 30).mapToObj(i -> a().submit(SubmitTest::slowSquare, i)).toList();

    List<Integer> values = await(gather(squares));

    assertThat(values).isEqualTo(IntStream.range(0, 30).map(i -> i * i).boxed().toList());
    assertThat(mostRunning).as("two on each of three members").isEqualTo(6);
    leave();
  }

  @AsyncTest(seeds = 20)
  void futuresWorkWithWhatAsyncioHas(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    TreeSet<Integer> values = new TreeSet<>();
    for (var done :
        asCompleted(
            List.of(a().submit(SubmitTest::square, 2), a().submit(SubmitTest::square, 3)))) {
      values.add(await(done));
    }

    assertThat(values).containsExactly(4, 9);
    assertThatThrownBy(
            () -> await(timeout(SHORT, () -> await(a().on(b()).submit(SubmitTest::idle, "x")))))
        .isInstanceOf(TimeoutException.class);
    await(sleep(SHORT));
    assertThat(NOTES.getLast()).startsWith("cancelled").endsWith("on member a");
    leave();
  }

  @AsyncTest(seeds = 20)
  void aCancelGoesAcrossAndNamesWhoAsked(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    Future<Void> idle = a().on(b()).submit(SubmitTest::idle, "x");
    await(sleep(SHORT));

    await(createTask(() -> idle.cancel("enough"), TaskOptions.named("impatient")));
    await(sleep(SHORT));

    assertThat(NOTES).containsExactly("begins x", "cancelled: enough by impatient on member a");
    leave();
  }

  @AsyncTest(seeds = 200)
  void aCancelThatRacesWithTheEndLeavesNothingBehind(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    Future<Integer> square = a().on(b()).submit(SubmitTest::slowSquare, 3);
    await(sleep(SHORT.plusMillis(random.nextInt(20))));

    boolean cancelled = square.cancel();

    if (!cancelled) {
      assertThat(square.result()).isEqualTo(9);
    }
    await(sleep(SHORT));
    assertThat(await(a().on(b()).submit(SubmitTest::square, 4))).isEqualTo(16);
    leave();
  }

  @AsyncTest(seeds = 20)
  void aFailureOfAnUnknownClassComesWithItsStack(EventLoop loop, RandomGenerator random) {
    join(loop, random);

    assertThatThrownBy(() -> await(a().on(b()).submit(SubmitTest::failStrangely, "how odd")))
        .isInstanceOfSatisfying(
            RemoteException.class,
            failure -> {
              assertThat(failure.type()).isEqualTo(TestAbortedException.class.getName());
              assertThat(failure.text()).isEqualTo("how odd");
              assertThat(failure.traceback()).contains("SubmitTest.java");
            })
        .hasMessageContaining("SubmitTest.failStrangely on member b failed with");
    leave();
  }

  @AsyncTest(seeds = 20)
  void whatIsNotAllowedIsRefusedOnEitherSideAndCutsNobody(EventLoop loop, RandomGenerator random) {
    join(loop, random);

    assertThatThrownBy(() -> await(a().on(b()).submit(SubmitTest::count, List.of(new Gadget()))))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining(Gadget.class.getName());
    assertThatThrownBy(() -> await(a().on(b()).submit(SubmitTest::giveGadget, 1)))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining(Gadget.class.getName());
    assertThat(await(a().on(b()).submit(SubmitTest::square, 5))).isEqualTo(25);
    leave();
  }

  @AsyncTest(seeds = 20)
  void aMemberThatDoesNotRunTheFunctionIsNotAsked(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    var other = await(log.join(ClusterOptions.DEFAULTS.withMemberName("d")));
    await(sleep(SHORT));

    assertThatThrownBy(() -> await(a().on(other.self()).submit(SubmitTest::square, 1)))
        .isInstanceOf(UnknownFunctionException.class)
        .hasMessageContaining("SubmitTest.square on member d, which runs []");
    assertThat(await(a().submit(SubmitTest::square, 6))).isEqualTo(36);
    other.close();
    leave();
  }

  @AsyncTest
  void aMemberOfAnotherVersionCannotJoin(EventLoop loop, RandomGenerator random) {
    join(loop, random);

    assertThatThrownBy(() -> await(log.join(OPTIONS.withMemberName("old").withProtocolVersion(99))))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("speaks version 1 of the cluster's protocol, this one version 99");
    assertThat(await(a().submit(SubmitTest::square, 7))).isEqualTo(49);
    leave();
  }

  @AsyncTest(seeds = 20)
  void theLossOfAMemberIsToldAndItsWorkCancelled(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    Future<Void> begun = a().on(b()).submit(SubmitTest::idle, "x");
    await(sleep(SHORT));
    Future<Void> sent = a().on(b()).submit(SubmitTest::idle, "y");
    Future<Void> waiting = a().on(b()).submit(SubmitTest::idle, "z");

    log.cut(members.get(1), true);

    assertThat(lossOf(begun)).isEqualTo(Begun.YES);
    assertThat(lossOf(sent)).isEqualTo(Begun.UNKNOWN);
    assertThat(lossOf(waiting)).isEqualTo(Begun.NO);
    await(sleep(SHORT));
    assertThat(NOTES).contains("cancelled: member a is gone by the cluster");
    log.cut(members.get(1), false);
    leave();
  }

  private static Begun lossOf(Future<Void> future) {
    try {
      await(future);
      throw new AssertionError("not lost");
    } catch (MemberLostException e) {
      return e.begun();
    }
  }

  @AsyncTest(seeds = 20)
  void whatMayRunTwiceIsRunAgainElsewhere(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    String key =
        IntStream.range(0, 1_000)
            .mapToObj(Integer::toString)
            .filter(this::isOfB)
            .findFirst()
            .orElseThrow();
    Future<Integer> once = a().on(key).submit(SubmitTest::slowSquare, 3);
    Future<Integer> again = a().on(key).withRetries(1).submit(SubmitTest::slowSquare, 3);
    await(sleep(SHORT.dividedBy(2)));

    log.cut(members.get(1), true);

    assertThat(await(again)).isEqualTo(9);
    assertThatThrownBy(() -> await(once)).isInstanceOf(MemberLostException.class);
    log.cut(members.get(1), false);
    leave();
  }

  private boolean isOfB(String key) {
    Future<Void> idle = a().on(key).submit(SubmitTest::idle, key);
    var waiting = createTask(() -> await(idle));
    await(sleep(SHORT));
    boolean onB = "SubmitTest.idle on member b".equals(waiting.waitsFor());
    waiting.cancel();
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
    await(sleep(SHORT));
    return onB;
  }

  @AsyncTest(seeds = 20)
  void thoseWhoLookSeeWhereAFunctionRuns(EventLoop loop, RandomGenerator random) {
    join(loop, random);
    Future<Void> idle = a().on(b()).submit(SubmitTest::idle, "x");
    var waiting = createTask(() -> await(idle));
    await(sleep(SHORT));

    assertThat(waiting.waitsFor()).isEqualTo("SubmitTest.idle on member b");

    waiting.cancel();
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
    leave();
  }
}
