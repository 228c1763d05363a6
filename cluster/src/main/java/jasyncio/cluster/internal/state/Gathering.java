package jasyncio.cluster.internal.state;

import java.util.ArrayDeque;

/// A barrier: those who arrive wait until there are as many as it takes, and all go on at once.
final class Gathering extends Structure {
  private static final long serialVersionUID = 1;

  private final ArrayDeque<Claim> waiters = new ArrayDeque<>();

  // as the first of those that wait said
  private int parties;

  @Override
  void apply(Claim claim, Request request, Outcomes out) {
    switch (request) {
      case Request.Arrive(int parties) -> arrive(claim, parties, out);
      case Request.Look() -> out.answer(claim, new Answer.Size(waiters.size(), 0));
      default -> throw unfit(this, request);
    }
  }

  private void arrive(Claim claim, int parties, Outcomes out) {
    if (isIdle()) {
      this.parties = parties;
    } else if (this.parties != parties) {
      String text = "%d parties asked for, %d are waited for".formatted(parties, this.parties);
      out.refuse(claim, Answer.Reason.OTHER_LIMIT, text);
      return;
    }
    waiters.add(claim);
    if (waiters.size() == parties) {
      letThrough(out);
    }
  }

  private void letThrough(Outcomes out) {
    int place = 0;
    for (Claim waiter : waiters) {
      out.answer(waiter, new Answer.Place(place++));
    }
    waiters.clear();
  }

  @Override
  void withdraw(Claim claim, Outcomes out) {
    waiters.remove(claim);
  }

  @Override
  void forget(String session, Outcomes out) {
    waiters.removeIf(claim -> claim.session().equals(session));
  }

  @Override
  boolean isIdle() {
    return waiters.isEmpty();
  }
}
