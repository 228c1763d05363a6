package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Broadcast.Overflow;
import jasyncio.Broadcast.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {
  private final Broadcast<Integer> broadcast = new Broadcast<>();
  private final List<Integer> published = new ArrayList<>();

  private Task<Void> publisher(int... items) {
    return createTask(() -> {
      for (int item : items) {
        await(broadcast.publish(item));
        published.add(item);
      }
    });
  }

  /// What is there to get now.
  private static List<Integer> drain(Subscription<Integer> subscription) {
    List<Integer> items = new ArrayList<>();
    while (subscription.qsize() > 0) {
      items.add(await(subscription.get()));
    }
    return items;
  }

  @Test
  void givesEveryItemToEverySubscriber() {
    TestLoop.run(() -> {
      List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      await(
          taskGroup(group -> {
            for (List<Integer> items : seen) {
              group.createTask(() -> broadcast.subscribe(1, Overflow.WAIT).forEach(items::add));
            }
            yieldTurn();
            assertThat(broadcast.subscribers()).isEqualTo(3);
            await(publisher(1, 2, 3));
            broadcast.shutdown();
          }));

      assertThat(seen).containsOnly(List.of(1, 2, 3));
    });
  }

  @Test
  void givesASubscriberWhatIsPublishedFromThenOn() {
    TestLoop.run(() -> {
      await(broadcast.publish(1));
      Subscription<Integer> late = broadcast.subscribe(10, Overflow.WAIT);

      await(broadcast.publish(2));

      assertThat(await(late.get())).isEqualTo(2);
    });
  }

  @Test
  void keepsThePublisherWaitingForASubscriberThatWantsAll() {
    TestLoop.run(() -> {
      Subscription<Integer> slow = broadcast.subscribe(1, Overflow.WAIT);
      Subscription<Integer> other = broadcast.subscribe(10, Overflow.WAIT);
      publisher(1, 2);
      yieldTurn();
      yieldTurn();
      assertThat(published).containsExactly(1);
      assertThat(other.qsize()).as("nobody gets it before all can").isOne();

      assertThat(await(slow.get())).isEqualTo(1);
      yieldTurn();

      assertThat(published).containsExactly(1, 2);
      assertThat(drain(other)).containsExactly(1, 2);
    });
  }

  @Test
  void dropsTheOldestItemsOfASubscriberThatWantsTheLatest() {
    TestLoop.run(() -> {
      Subscription<Integer> slow = broadcast.subscribe(2, Overflow.DROP_OLDEST);

      await(publisher(1, 2, 3, 4, 5));

      assertThat(slow.dropped()).isEqualTo(3);
      assertThat(drain(slow)).containsExactly(4, 5);
    });
  }

  @Test
  void dropsTheNewestItemsOfASubscriberThatWantsTheFirst() {
    TestLoop.run(() -> {
      Subscription<Integer> slow = broadcast.subscribe(2, Overflow.DROP_NEWEST);

      await(publisher(1, 2, 3, 4, 5));

      assertThat(slow.dropped()).isEqualTo(3);
      assertThat(drain(slow)).containsExactly(1, 2);
    });
  }

  @Test
  void givesAllSubscribersTheSameOrderWhoeverPublishes() {
    TestLoop.run(() -> {
      Subscription<Integer> first = broadcast.subscribe(1, Overflow.WAIT);
      Subscription<Integer> second = broadcast.subscribe(10, Overflow.WAIT);
      publisher(1, 2);
      publisher(10, 20);
      List<Integer> seen = new ArrayList<>();
      while (seen.size() < 4) {
        seen.add(await(first.get()));
      }

      assertThat(drain(second)).isEqualTo(seen);
    });
  }

  @Test
  void givesNobodyAnItemWhosePublisherIsCancelled() {
    TestLoop.run(() -> {
      Subscription<Integer> full = broadcast.subscribe(1, Overflow.WAIT);
      Subscription<Integer> other = broadcast.subscribe(10, Overflow.WAIT);
      await(broadcast.publish(1));
      Task<Void> cancelled = publisher(2);
      yieldTurn();

      cancelled.cancel();
      yieldTurn();
      drain(full);
      await(broadcast.publish(3));

      assertThat(drain(other)).containsExactly(1, 3);
    });
  }

  @Test
  void goesOnWhenTheSubscriberThatHeldItUpIsClosed() {
    TestLoop.run(() -> {
      try (var _ = broadcast.subscribe(1, Overflow.WAIT)) {
        publisher(1, 2);
        yieldTurn();
        yieldTurn();
        assertThat(published).containsExactly(1);
      }
      yieldTurn();

      assertThat(published).containsExactly(1, 2);
      assertThat(broadcast.subscribers()).isZero();
    });
  }

  @Test
  void endsTheGetOfASubscriptionThatIsClosed() {
    TestLoop.run(() -> {
      Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
      Task<Integer> getter = createTask(subscription.get());
      yieldTurn();

      subscription.close();

      assertThatThrownBy(() -> await(getter)).isInstanceOf(QueueShutDownException.class);
    });
  }

  @Test
  void leavesSubscribersWhatTheyHaveWhenItIsShutDown() {
    TestLoop.run(() -> {
      Subscription<Integer> subscription = broadcast.subscribe(10, Overflow.WAIT);
      await(publisher(1, 2));

      broadcast.shutdown();

      List<Integer> items = new ArrayList<>();
      subscription.forEach(items::add);
      assertThat(items).containsExactly(1, 2);
    });
  }

  @Test
  void failsPublishersWhenItIsShutDown() {
    TestLoop.run(() -> {
      broadcast.subscribe(1, Overflow.WAIT);
      await(broadcast.publish(1));
      Task<Void> waiting = createTask(broadcast.publish(2));
      yieldTurn();

      broadcast.shutdown();

      assertThatThrownBy(() -> await(waiting)).isInstanceOf(QueueShutDownException.class);
      assertThatThrownBy(() -> broadcast.publishNowait(3))
          .isInstanceOf(QueueShutDownException.class)
          .hasMessage("publish() on Broadcast[subscribers=1, shut down]");
      assertThatThrownBy(() -> broadcast.subscribe(1, Overflow.WAIT))
          .isInstanceOf(QueueShutDownException.class);
    });
  }

  @Test
  void mayBeAskedNotToWait() {
    TestLoop.run(() -> {
      Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
      broadcast.publishNowait(1);

      assertThatThrownBy(() -> broadcast.publishNowait(2)).isInstanceOf(QueueFullException.class);

      assertThat(drain(subscription)).containsExactly(1);
    });
  }

  @Test
  void isNotOvertakenByWhoDoesNotWait() {
    TestLoop.run(() -> {
      Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
      publisher(1, 2);
      yieldTurn();
      assertThat(await(subscription.get())).isEqualTo(1);

      assertThatThrownBy(() -> broadcast.publishNowait(3)).isInstanceOf(QueueFullException.class);

      assertThat(await(subscription.get())).isEqualTo(2);
    });
  }

  @Test
  void refusesASubscriptionWithoutRoom() {
    assertThatThrownBy(() -> broadcast.subscribe(0, Overflow.WAIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity < 1: 0");
  }
}
