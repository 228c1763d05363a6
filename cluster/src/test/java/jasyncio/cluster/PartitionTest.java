package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.QueueShutDownException;
import jasyncio.Task;
import jasyncio.test.AsyncTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Three members in a simulation whose log loses proposals, changes its leader, and is cut off from
/// members.
class PartitionTest {
  private static final int SEEDS = 50;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final ClusterOptions OPTIONS = ClusterOptions.DEFAULTS.withLease(LEASE);

  private final List<Cluster> members = new ArrayList<>();

  private SimulatedLog join(EventLoop loop, RandomGenerator random) {
    SimulatedLog log = new SimulatedLog(loop, random);
    for (int i = 0; i < 3; i++) {
      members.add(await(log.join(OPTIONS.withMemberName("m" + i))));
    }
    return log;
  }

  private void leave() {
    members.forEach(Cluster::close);
  }

  @AsyncTest(seeds = SEEDS)
  void aHolderThatIsCutOffKnowsBeforeAnotherIsGrantedItsLock(
      EventLoop loop, RandomGenerator random) {
    SimulatedLog log = join(loop, random);
    var hold = await(members.get(0).lock("x").acquire());
    var next = createTask(members.get(1).lock("x").acquire());
    long[] lostAt = new long[1];
    createTask(() -> {
      await(shield(hold.lost()));
      lostAt[0] = loop.time();
    });

    log.cut(members.get(0), true);
    var second = await(next);

    assertThat(lostAt[0]).isPositive().isLessThan(loop.time());
    assertThat(hold.isHeld()).isFalse();
    assertThatThrownBy(hold::token).isInstanceOf(MajorityLostException.class);
    second.close();
    log.cut(members.get(0), false);
    leave();
  }

  @AsyncTest(seeds = SEEDS)
  void theMinorityRefusesAndComesBack(EventLoop loop, RandomGenerator random) {
    SimulatedLog log = join(loop, random);
    Cluster minority = members.get(2);
    log.cut(minority, true);

    assertThatThrownBy(() -> await(minority.lock("x").acquire()))
        .isInstanceOf(MajorityLostException.class)
        .hasMessageContaining("ClusterLock.acquire on ClusterLock[x]");
    assertThat(await(members.get(0).lock("x").locked())).isFalse();

    log.cut(minority, false);
    await(sleep(LEASE.multipliedBy(2)));
    await(minority.lock("x").acquire()).close();
    leave();
  }

  @AsyncTest(seeds = SEEDS)
  void withoutAMajorityNobodyIsGrantedAnything(EventLoop loop, RandomGenerator random) {
    SimulatedLog log = join(loop, random);
    log.cut(members.get(0), true);
    log.cut(members.get(1), true);

    for (Cluster member : members) {
      assertThatThrownBy(() -> await(member.queue("x").put(1)))
          .isInstanceOf(MajorityLostException.class);
    }

    log.cut(members.get(0), false);
    log.cut(members.get(1), false);
    leave();
  }

  @AsyncTest(seeds = SEEDS)
  void cutsAndCancelsGrantNothingTwice(EventLoop loop, RandomGenerator random) {
    SimulatedLog log = join(loop, random);
    List<Coroutine<Void>> tasks = new ArrayList<>();
    List<Hold> holds = new ArrayList<>();
    for (Cluster member : members) {
      tasks.add(
          Coroutine.of(() -> {
            for (int i = 0; i < 4; i++) {
              useLock(member, random, holds);
            }
          }));
    }
    tasks.add(
        Coroutine.of(() -> {
          for (int i = 0; i < 3; i++) {
            await(sleep(Duration.ofMillis(random.nextInt(300))));
            Cluster cut = members.get(random.nextInt(3));
            log.cut(cut, true);
            await(sleep(Duration.ofMillis(random.nextInt(3000))));
            log.cut(cut, false);
          }
        }));

    await(gather(tasks));

    assertThat(holds).isEmpty();
    leave();
  }

  /// Holds the lock for a while, if it is granted, and checks all the time that nobody else does.
  private static void useLock(Cluster member, RandomGenerator random, List<Hold> holds) {
    Task<Hold> acquiring = createTask(member.lock("x").acquire());
    await(sleep(Duration.ofMillis(random.nextInt(100))));
    if (random.nextInt(3) == 0) {
      acquiring.cancel();
    }
    try (var hold = await(acquiring)) {
      holds.add(hold);
      for (int i = 0; i < 20; i++) {
        assertThat(holds).filteredOn(Hold::isHeld).hasSizeLessThanOrEqualTo(1);
        await(sleep(Duration.ofMillis(random.nextInt(20))));
      }
      holds.remove(hold);
    } catch (MajorityLostException | CancelledError e) {
      await(sleep(LEASE));
    }
  }

  /// Every item is put once; gets are cancelled at random; takers are cut off with items at work.
  @AsyncTest(seeds = SEEDS)
  void cancelledGetsLoseNoItemAndDoubleNone(EventLoop loop, RandomGenerator random) {
    int items = 20;
    SimulatedLog log = join(loop, random);
    Map<Integer, Integer> done = new TreeMap<>();
    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (Cluster member : members) {
      tasks.add(Coroutine.of(() -> work(member, random, done)));
    }
    tasks.add(
        Coroutine.of(() -> {
          ClusterQueue<Integer> queue = members.get(0).queue("x", 5);
          for (int i = 0; i < items; i++) {
            await(queue.put(i));
          }
          await(queue.join());
          await(queue.shutdown());
        }));
    tasks.add(
        Coroutine.of(() -> {
          for (int i = 0; i < 3; i++) {
            await(sleep(Duration.ofMillis(random.nextInt(50))));
            log.changeLeader();
          }
        }));

    await(gather(tasks));

    assertThat(done).hasSize(items).allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    leave();
  }

  private static void work(Cluster member, RandomGenerator random, Map<Integer, Integer> done) {
    ClusterQueue<Integer> queue = member.queue("x", 5);
    while (true) {
      var getting = createTask(queue.get());
      if (random.nextBoolean()) {
        await(sleep(Duration.ofMillis(random.nextInt(20))));
        getting.cancel();
      }
      try {
        var taken = await(getting);
        if (random.nextInt(4) == 0) {
          taken.giveBack();
        } else {
          await(taken.taskDone());
          done.merge(taken.item(), 1, Integer::sum);
        }
      } catch (CancelledError e) {
        // asks again
      } catch (QueueShutDownException e) {
        return;
      }
    }
  }
}
