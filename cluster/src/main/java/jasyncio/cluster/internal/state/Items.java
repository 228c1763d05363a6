package jasyncio.cluster.internal.state;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A queue. An item that was taken is at work until that is said to be done; if the work is given
/// up before, the item is back at the place that it had.
///
/// A queue that is shut down stays, so that later members find it so.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
final class Items extends Structure {
  private static final long serialVersionUID = 1;

  // by the order in which they were put
  private final TreeMap<Long, Entry> items = new TreeMap<>();
  private final LinkedHashMap<Claim, Entry> atWork = new LinkedHashMap<>();
  private final ArrayDeque<Claim> getters = new ArrayDeque<>();
  private final ArrayDeque<Putter> putters = new ArrayDeque<>();
  private final ArrayList<Claim> joiners = new ArrayList<>();
  private long nextPlace;
  private boolean shutDown;

  // shut down at once: what is given back is dropped, too
  private boolean dropping;

  private record Entry(long place, byte[] item, int deliveries) implements Serializable {}

  private record Putter(Claim claim, int maxsize, byte[] item) implements Serializable {}

  @Override
  void apply(Claim claim, Request request, Outcomes out) {
    switch (request) {
      case Request.Put(int maxsize, byte[] item) -> put(new Putter(claim, maxsize, item), out);
      case Request.Get() -> get(claim, out);
      case Request.Done(long earlier) -> done(claim, new Claim(claim.session(), earlier), out);
      case Request.Join() -> join(claim, out);
      case Request.ShutDown(boolean immediate) -> shutDown(claim, immediate, out);
      case Request.Look() -> out.answer(claim, new Answer.Size(items.size(), atWork.size()));
      default -> throw unfit(this, request);
    }
  }

  private void put(Putter putter, Outcomes out) {
    if (shutDown) {
      refuseAsShutDown(putter.claim, out);
      return;
    }
    putters.add(putter);
    settle(out);
  }

  private void get(Claim claim, Outcomes out) {
    getters.add(claim);
    settle(out);
  }

  /// Lets those go on that can.
  private void settle(Outcomes out) {
    while (takeNext(out) || putNext(out)) {
      // until neither can go on
    }
    if (shutDown && items.isEmpty() && atWork.isEmpty()) {
      refuseAll(getters, out);
    }
    if (items.isEmpty() && atWork.isEmpty()) {
      joiners.forEach(joiner -> out.answer(joiner, new Answer.Ack()));
      joiners.clear();
    }
  }

  private boolean takeNext(Outcomes out) {
    if (items.isEmpty() || getters.isEmpty()) {
      return false;
    }
    Entry first = items.pollFirstEntry().getValue();
    Entry taken = new Entry(first.place, first.item, first.deliveries + 1);
    Claim getter = getters.remove();
    atWork.put(getter, taken);
    out.answer(getter, new Answer.Item(taken.item, taken.deliveries));
    return true;
  }

  private boolean putNext(Outcomes out) {
    Putter next = putters.peek();
    if (next == null || (next.maxsize > 0 && items.size() >= next.maxsize)) {
      return false;
    }
    putters.remove();
    items.put(nextPlace, new Entry(nextPlace, next.item, 0));
    nextPlace++;
    out.answer(next.claim, new Answer.Ack());
    return true;
  }

  private void done(Claim claim, Claim taken, Outcomes out) {
    if (atWork.remove(taken) == null) {
      out.refuse(claim, Answer.Reason.NOT_HELD, "not at work, or done already");
      return;
    }
    out.answer(claim, new Answer.Ack());
    settle(out);
  }

  private void join(Claim claim, Outcomes out) {
    joiners.add(claim);
    settle(out);
  }

  private void shutDown(Claim claim, boolean immediate, Outcomes out) {
    shutDown = true;
    out.answer(claim, new Answer.Ack());
    putters.forEach(putter -> refuseAsShutDown(putter.claim, out));
    putters.clear();
    if (immediate) {
      dropping = true;
      items.clear();
      refuseAll(getters, out);
    }
    settle(out);
  }

  private static void refuseAll(Deque<Claim> claims, Outcomes out) {
    claims.forEach(claim -> refuseAsShutDown(claim, out));
    claims.clear();
  }

  private static void refuseAsShutDown(Claim claim, Outcomes out) {
    out.refuse(claim, Answer.Reason.SHUT_DOWN, "the queue is shut down");
  }

  @Override
  void withdraw(Claim claim, Outcomes out) {
    end(claim::equals, out);
  }

  @Override
  void forget(String session, Outcomes out) {
    end(claim -> claim.session().equals(session), out);
  }

  private void end(Predicate<Claim> which, Outcomes out) {
    getters.removeIf(which);
    putters.removeIf(putter -> which.test(putter.claim));
    joiners.removeIf(which);
    atWork.forEach((claim, entry) -> {
      if (which.test(claim) && !dropping) {
        items.put(entry.place, entry);
      }
    });
    atWork.keySet().removeIf(which);
    settle(out);
  }

  @Override
  boolean isIdle() {
    return !shutDown
        && items.isEmpty()
        && atWork.isEmpty()
        && getters.isEmpty()
        && putters.isEmpty()
        && joiners.isEmpty();
  }
}
