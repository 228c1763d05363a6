package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Broadcast;
import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.Future;
import jasyncio.QueueShutDownException;
import jasyncio.TimeoutException;
import jasyncio.test.AsyncTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalClusterTest {
  private static final Duration SHORT = Duration.ofMillis(10);

  static Coroutine<Integer> square(int number) {
    return () -> number * number;
  }

  static Coroutine<String> fail(String message) {
    return () -> {
      throw new IOException(message);
    };
  }

  static Coroutine<Void> idle(Object nothing) {
    return sleep(Duration.ofDays(1));
  }

  private static final ClusterOptions OPTIONS =
      ClusterOptions.DEFAULTS
          .withFunction(LocalClusterTest::square)
          .withFunction(LocalClusterTest::fail)
          .withFunction("idle", LocalClusterTest::idle);

  @AsyncTest
  void aLockLetsOneAtATimeThroughInOrder() {
    List<String> order = new ArrayList<>();
    try (var cluster = await(Cluster.local())) {
      var lock = cluster.lock("l");

      await(gather(enterAndLeave(lock, "a", order), enterAndLeave(lock, "b", order)));
    }

    assertThat(order).containsExactly("a in", "a out", "b in", "b out");
  }

  private static Coroutine<Void> enterAndLeave(ClusterLock lock, String who, List<String> order) {
    return Coroutine.of(() -> {
      try (var _ = await(lock.acquire())) {
        order.add(who + " in");
        await(sleep(SHORT));
        order.add(who + " out");
      }
    });
  }

  @AsyncTest
  void tokensGrow() {
    try (var cluster = await(Cluster.local())) {
      var first = await(cluster.lock("a").acquire());
      var second = await(cluster.semaphore("b", 2).acquire());
      first.close();
      var third = await(cluster.lock("a").acquire());

      assertThat(second.token()).isGreaterThan(firstTokenOf(first));
      assertThat(third.token()).isGreaterThan(second.token());
    }
  }

  private static long firstTokenOf(Hold closed) {
    return Long.parseLong(closed.toString().replaceAll(".*token=(\\d+).*", "$1"));
  }

  @AsyncTest
  void aClosedHoldHasNoToken() {
    try (var cluster = await(Cluster.local())) {
      var hold = await(cluster.lock("a").acquire());
      hold.close();

      assertThat(hold.isHeld()).isFalse();
      assertThatThrownBy(hold::token).hasMessageContaining("acquire it anew");
    }
  }

  @AsyncTest
  void aCancelledWaitMovesTheNextUp() {
    try (var cluster = await(Cluster.local())) {
      var lock = cluster.lock("l");
      var hold = await(lock.acquire());
      var cancelled = createTask(lock.acquire());
      var next = createTask(lock.acquire());
      await(sleep(SHORT));

      cancelled.cancel();
      hold.close();

      await(next).close();
      assertThat(cancelled.cancelled()).isTrue();
    }
  }

  @AsyncTest
  void aTimeLimitEndsAWait() {
    try (var cluster = await(Cluster.local())) {
      var lock = cluster.lock("l");
      try (var _ = await(lock.acquire())) {
        assertThatThrownBy(() -> await(timeout(SHORT, lock.acquire())))
            .isInstanceOf(TimeoutException.class);
      }
      assertThat(await(lock.locked())).isFalse();
    }
  }

  @AsyncTest
  void eventsAndBarriersAndElectionsWork() {
    try (var cluster = await(Cluster.local())) {
      var event = cluster.event("e");
      var waiting = createTask(event.waitSet());
      await(event.set());
      await(waiting);
      assertThat(await(event.isSet())).isTrue();
      await(event.clear());
      assertThat(await(event.isSet())).isFalse();

      var barrier = cluster.barrier("b", 2);
      assertThat(await(gather(barrier.waitAll(), barrier.waitAll()))).containsExactly(0, 1);

      var election = cluster.leader("x");
      assertThat(await(election.current())).isEmpty();
      try (var _ = await(election.campaign())) {
        assertThat(await(election.current())).isEqualTo(Optional.of(cluster.self()));
      }
    }
  }

  @AsyncTest
  void queuesGiveItemsBackUntilTheyAreDone() {
    try (var cluster = await(Cluster.local())) {
      ClusterQueue<String> queue = cluster.queue("q", 2);
      await(queue.put("a"));
      await(queue.put("b"));
      var waiting = createTask(queue.put("c"));
      await(sleep(SHORT));
      assertThat(waiting.done()).isFalse();

      var first = await(queue.get());
      first.giveBack();
      var again = await(queue.get());
      assertThat(again.item()).isEqualTo("a");
      assertThat(again.deliveries()).isEqualTo(2);
      await(again.taskDone());
      assertThatThrownBy(() -> await(again.taskDone())).isInstanceOf(IllegalStateException.class);

      await(waiting);
      await(queue.shutdown());
      List<String> rest = new ArrayList<>();
      for (var taken : queue) {
        rest.add(taken.item());
        await(taken.taskDone());
      }
      assertThat(rest).containsExactly("b", "c");
      await(queue.join());
      assertThatThrownBy(() -> await(queue.put("d"))).isInstanceOf(QueueShutDownException.class);
    }
  }

  @AsyncTest
  void broadcastsReachEverySubscriber() {
    try (var cluster = await(Cluster.local())) {
      ClusterBroadcast<Integer> numbers = cluster.broadcast("n");
      try (var one = numbers.subscribe(2, Broadcast.Overflow.DROP_OLDEST);
          var other = numbers.subscribe(10, Broadcast.Overflow.DROP_NEWEST)) {
        for (int i = 0; i < 3; i++) {
          await(numbers.publish(i));
        }

        assertThat(await(one.get())).isEqualTo(1);
        assertThat(one.dropped()).isEqualTo(1);
        assertThat(await(other.get())).isEqualTo(0);
      }
    }
  }

  @AsyncTest
  void functionsRunAndFailAsThemselves() {
    try (var cluster = await(Cluster.local(OPTIONS))) {
      assertThat(await(cluster.submit(LocalClusterTest::square, 7))).isEqualTo(49);
      assertThatThrownBy(() -> await(cluster.submit(LocalClusterTest::fail, "disk full")))
          .isInstanceOf(IOException.class)
          .hasMessage("disk full")
          .satisfies(failure ->
              assertThat(failure.getSuppressed()[0])
                  .isInstanceOf(RemoteException.class)
                  .hasMessageContaining("LocalClusterTest.fail on member"));
    }
  }

  @AsyncTest
  void aFunctionThatIsNotRegisteredIsRefused() {
    try (var cluster = await(Cluster.local())) {
      assertThatThrownBy(() -> cluster.submit(LocalClusterTest::square, 7))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("LocalClusterTest.square is not registered here");
    }
  }

  @Test
  void aLambdaNeedsAName() {
    assertThatThrownBy(() -> ClusterOptions.DEFAULTS.withFunction((Integer x) -> square(x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use one (Reports::daily), or give it a name");
  }

  @AsyncTest
  void cancellingASubmissionCancelsTheFunction() {
    try (var cluster = await(Cluster.local(OPTIONS))) {
      Future<Void> idle = cluster.submit(LocalClusterTest::idle, 0);
      await(sleep(SHORT));

      idle.cancel("enough");

      assertThatThrownBy(() -> await(idle)).isInstanceOf(CancelledError.class).hasMessage("enough");
    }
  }

  @AsyncTest
  void membersBeginWithThoseThatAreThereAndEndWithTheMembership() {
    List<MemberEvent> events = new ArrayList<>();
    var cluster = await(Cluster.local());
    var watching =
        createTask(() -> {
          for (var event : cluster.members()) {
            events.add(event);
          }
        });
    await(sleep(SHORT));

    await(cluster.leave());

    await(watching);
    assertThat(events).containsExactly(new MemberEvent.Joined(cluster.self()));
  }

  @AsyncTest
  void leavingEndsWaits() {
    var cluster = await(Cluster.local());
    var hold = await(cluster.lock("l").acquire());
    var waiting = createTask(cluster.lock("l").acquire());
    await(sleep(SHORT));

    await(cluster.leave());

    assertThatThrownBy(() -> await(waiting))
        .isInstanceOf(MajorityLostException.class)
        .hasMessageContaining("the cluster was left");
    assertThat(hold.lost().done()).isTrue();
    assertThat(hold.isHeld()).isFalse();
  }

  @Test
  void callablesRunFromThreads() {
    int value =
        run(() -> {
          try (var cluster = await(Cluster.local(OPTIONS))) {
            var call = cluster.callable(LocalClusterTest::square, 9);
            return await(getRunningLoop().runInExecutor(cluster.executor(), call));
          }
        });

    assertThat(value).isEqualTo(81);
  }
}
