package jasyncio.cluster.internal.state;

import java.util.ArrayDeque;

/// An event: a mark that is set or not, and those who wait until it is.
final class Mark extends Structure {
  private static final long serialVersionUID = 1;

  private final ArrayDeque<Claim> waiters = new ArrayDeque<>();
  private boolean set;

  @Override
  void apply(Claim claim, Request request, Outcomes out) {
    switch (request) {
      case Request.Mark(boolean set) -> mark(claim, set, out);
      case Request.AwaitMark() -> await(claim, out);
      case Request.Look() -> out.answer(claim, new Answer.Marked(set));
      default -> throw unfit(this, request);
    }
  }

  private void mark(Claim claim, boolean set, Outcomes out) {
    this.set = set;
    out.answer(claim, new Answer.Ack());
    if (set) {
      waiters.forEach(waiter -> out.answer(waiter, new Answer.Ack()));
      waiters.clear();
    }
  }

  private void await(Claim claim, Outcomes out) {
    if (set) {
      out.answer(claim, new Answer.Ack());
    } else {
      waiters.add(claim);
    }
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
    return !set && waiters.isEmpty();
  }
}
