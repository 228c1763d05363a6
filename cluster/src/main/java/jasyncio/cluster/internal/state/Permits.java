package jasyncio.cluster.internal.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Permits that a limited number of claims hold: a semaphore, and with one permit a lock or an
/// election.
final class Permits extends Structure {
  private static final long serialVersionUID = 1;

  // with their tokens; the oldest first
  private final LinkedHashMap<Claim, Long> holders = new LinkedHashMap<>();
  private final ArrayDeque<Claim> waiters = new ArrayDeque<>();

  // as the first claim said; 0 while there is none
  private int limit;

  @Override
  void apply(Claim claim, Request request, Outcomes out) {
    switch (request) {
      case Request.Acquire(int limit) -> acquire(claim, limit, out);
      case Request.Look() -> out.answer(claim, holders());
      default -> throw unfit(this, request);
    }
  }

  private void acquire(Claim claim, int limit, Outcomes out) {
    if (isIdle()) {
      this.limit = limit;
    } else if (this.limit != limit) {
      String text = "%d permits asked for, %d are in use".formatted(limit, this.limit);
      out.refuse(claim, Answer.Reason.OTHER_LIMIT, text);
      return;
    }
    waiters.add(claim);
    grant(out);
  }

  private void grant(Outcomes out) {
    while (holders.size() < limit && !waiters.isEmpty()) {
      Claim next = waiters.remove();
      long token = out.nextToken();
      holders.put(next, token);
      out.answer(next, new Answer.Granted(token));
    }
  }

  private Answer holders() {
    List<String> sessions = new ArrayList<>();
    holders.keySet().forEach(claim -> sessions.add(claim.session()));
    return new Answer.Holders(sessions, List.copyOf(holders.values()), waiters.size());
  }

  @Override
  void withdraw(Claim claim, Outcomes out) {
    if (!waiters.remove(claim)) {
      holders.remove(claim);
      grant(out);
    }
  }

  @Override
  void forget(String session, Outcomes out) {
    waiters.removeIf(claim -> claim.session().equals(session));
    holders.keySet().removeIf(claim -> claim.session().equals(session));
    grant(out);
  }

  @Override
  boolean isIdle() {
    return holders.isEmpty() && waiters.isEmpty();
  }
}
