package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Broadcast.Overflow;
import jasyncio.Broadcast.Subscription;
import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
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

  /// The items that can be got now.
  private static List<Integer> drain(Subscription<Integer> subscription) {
    List<Integer> items = new ArrayList<>();
    while (subscription.qsize() > 0) {
      items.add(await(subscription.get()));
    }
    return items;
  }

  @AsyncTest(seeds = 20)
  void givesEveryItemToEverySubscriber(VirtualClock clock) {
    List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    await(
        taskGroup(group -> {
          for (List<Integer> items : seen) {
            group.createTask(() -> broadcast.subscribe(1, Overflow.WAIT).forEach(items::add));
          }
          await(clock.runUntilIdle());
          assertThat(broadcast.subscribers()).isEqualTo(3);
          await(publisher(1, 2, 3));
          broadcast.shutdown();
        }));

    assertThat(seen).containsOnly(List.of(1, 2, 3));
  }

  @AsyncTest(seeds = 20)
  void givesASubscriberWhatIsPublishedFromThenOn() {
    await(broadcast.publish(1));
    Subscription<Integer> late = broadcast.subscribe(10, Overflow.WAIT);

    await(broadcast.publish(2));

    assertThat(await(late.get())).isEqualTo(2);
  }

  @AsyncTest(seeds = 20)
  void keepsThePublisherWaitingForASubscriberThatWantsAll(VirtualClock clock) {
    Subscription<Integer> slow = broadcast.subscribe(1, Overflow.WAIT);
    Subscription<Integer> other = broadcast.subscribe(10, Overflow.WAIT);
    publisher(1, 2);
    await(clock.runUntilIdle());
    await(clock.runUntilIdle());
    assertThat(published).containsExactly(1);
    assertThat(other.qsize()).as("nobody gets it before all can").isOne();

    assertThat(await(slow.get())).isEqualTo(1);
    await(clock.runUntilIdle());

    assertThat(published).containsExactly(1, 2);
    assertThat(drain(other)).containsExactly(1, 2);
  }

  @AsyncTest(seeds = 20)
  void dropsTheOldestItemsOfASubscriberThatWantsTheLatest() {
    Subscription<Integer> slow = broadcast.subscribe(2, Overflow.DROP_OLDEST);

    await(publisher(1, 2, 3, 4, 5));

    assertThat(slow.dropped()).isEqualTo(3);
    assertThat(drain(slow)).containsExactly(4, 5);
  }

  @AsyncTest(seeds = 20)
  void dropsTheNewestItemsOfASubscriberThatWantsTheFirst() {
    Subscription<Integer> slow = broadcast.subscribe(2, Overflow.DROP_NEWEST);

    await(publisher(1, 2, 3, 4, 5));

    assertThat(slow.dropped()).isEqualTo(3);
    assertThat(drain(slow)).containsExactly(1, 2);
  }

  @AsyncTest(seeds = 20)
  void givesAllSubscribersTheSameOrderFromSeveralPublishers() {
    Subscription<Integer> first = broadcast.subscribe(1, Overflow.WAIT);
    Subscription<Integer> second = broadcast.subscribe(10, Overflow.WAIT);
    publisher(1, 2);
    publisher(10, 20);
    List<Integer> seen = new ArrayList<>();
    while (seen.size() < 4) {
      seen.add(await(first.get()));
    }

    assertThat(drain(second)).isEqualTo(seen);
  }

  @AsyncTest(seeds = 20)
  void givesNoSubscriberAnItemWhosePublisherIsCancelled(VirtualClock clock) {
    Subscription<Integer> full = broadcast.subscribe(1, Overflow.WAIT);
    Subscription<Integer> other = broadcast.subscribe(10, Overflow.WAIT);
    await(broadcast.publish(1));
    Task<Void> cancelled = publisher(2);
    await(clock.runUntilIdle());

    cancelled.cancel();
    await(clock.runUntilIdle());
    drain(full);
    await(broadcast.publish(3));

    assertThat(drain(other)).containsExactly(1, 3);
  }

  @AsyncTest(seeds = 20)
  void goesOnWhenTheSubscriberThatHeldItUpIsClosed(VirtualClock clock) {
    try (var _ = broadcast.subscribe(1, Overflow.WAIT)) {
      publisher(1, 2);
      await(clock.runUntilIdle());
      await(clock.runUntilIdle());
      assertThat(published).containsExactly(1);
    }
    await(clock.runUntilIdle());

    assertThat(published).containsExactly(1, 2);
    assertThat(broadcast.subscribers()).isZero();
  }

  @AsyncTest(seeds = 20)
  void endsTheGetOfASubscriptionThatIsClosed(VirtualClock clock) {
    Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
    Task<Integer> getter = createTask(subscription.get());
    await(clock.runUntilIdle());

    subscription.close();

    assertThatThrownBy(() -> await(getter)).isInstanceOf(QueueShutDownException.class);
  }

  @AsyncTest(seeds = 20)
  void leavesSubscribersWhatTheyHaveWhenItIsShutDown() {
    Subscription<Integer> subscription = broadcast.subscribe(10, Overflow.WAIT);
    await(publisher(1, 2));

    broadcast.shutdown();

    List<Integer> items = new ArrayList<>();
    subscription.forEach(items::add);
    assertThat(items).containsExactly(1, 2);
  }

  @AsyncTest(seeds = 20)
  void failsPublishersWhenItIsShutDown(VirtualClock clock) {
    broadcast.subscribe(1, Overflow.WAIT);
    await(broadcast.publish(1));
    Task<Void> waiting = createTask(broadcast.publish(2));
    await(clock.runUntilIdle());

    broadcast.shutdown();

    assertThatThrownBy(() -> await(waiting)).isInstanceOf(QueueShutDownException.class);
    assertThatThrownBy(() -> broadcast.publishNowait(3))
        .isInstanceOf(QueueShutDownException.class)
        .hasMessage("publish() on Broadcast[subscribers=1, shut down]");
    assertThatThrownBy(() -> broadcast.subscribe(1, Overflow.WAIT))
        .isInstanceOf(QueueShutDownException.class);
  }

  @AsyncTest(seeds = 20)
  void mayBeAskedNotToWait() {
    Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
    broadcast.publishNowait(1);

    assertThatThrownBy(() -> broadcast.publishNowait(2)).isInstanceOf(QueueFullException.class);

    assertThat(drain(subscription)).containsExactly(1);
  }

  @AsyncTest(seeds = 20)
  void publisherIsNotOvertakenByOneThatDoesNotWait(VirtualClock clock) {
    Subscription<Integer> subscription = broadcast.subscribe(1, Overflow.WAIT);
    publisher(1, 2);
    await(clock.runUntilIdle());
    assertThat(await(subscription.get())).isEqualTo(1);

    assertThatThrownBy(() -> broadcast.publishNowait(3)).isInstanceOf(QueueFullException.class);

    assertThat(await(subscription.get())).isEqualTo(2);
  }

  @Test
  void refusesASubscriptionWithoutRoom() {
    assertThatThrownBy(() -> broadcast.subscribe(0, Overflow.WAIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity < 1: 0");
  }
}
