package jasyncio.cluster.internal.session;

import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.TimerHandle;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Command.Operation;
import jasyncio.cluster.internal.state.Effect;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The requests of one member, from its first word in the log to the end of its lease.
///
/// | from | to | when |
/// |---|---|---|
/// | NEW | OPENING | [#open()] |
/// | OPENING | OPEN | the log says so |
/// | OPEN | LOST | the lease has run out, or the log says that the session is over |
/// | NEW, OPENING, OPEN | CLOSED | the member leaves |
///
/// One batch of requests is under way at a time and is proposed again until it is seen in the log,
/// so that each request is applied once, in order, also while leaders change.
public final class Session {
  // of a batch: so many that a round trip counts little, and few enough that each is quick
  private static final int MOST_OPERATIONS = 512;

  private enum State {
    NEW,
    OPENING,
    OPEN,
    LOST,
    CLOSED
  }

  private final EventLoop loop;
  private final String id;
  private final Journal journal;
  private final Duration lease;
  private final Duration tickInterval;
  private final Lease trust;
  private final Future<@Nullable Void> opened;
  private final Future<@Nullable Void> lost;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private final List<Operation> outbox = new ArrayList<>();
  private State state = State.NEW;
  private long nextNumber = 1;
  private long nextSequence = 1;

  // what is proposed and not seen in the log; null while the log is up to date
  private @Nullable Command underWay;
  private long proposedAt;
  private long retriedAt;
  private @Nullable TimerHandle timer;

  /// A session to be opened.
  ///
  /// @param id never used before
  public Session(EventLoop loop, String id, Journal journal, Duration lease) {
    this.loop = loop;
    this.id = id;
    this.journal = journal;
    this.lease = lease;
    this.tickInterval = lease.dividedBy(8);
    this.trust = new Lease(loop, lease);
    this.opened = loop.createFuture("Cluster.join", id);
    this.lost = loop.createFuture("lost", id);
  }

  /// Begins the session: see [#opened()].
  public void open() {
    state = State.OPENING;
    timer = loop.callLater(tickInterval, this::tick);
    propose(new Command.Open(id));
  }

  /// The id of the session.
  public String id() {
    return id;
  }

  /// Done once the session is open; never if it is lost before.
  public Future<@Nullable Void> opened() {
    return opened;
  }

  /// Done once the session is over or cannot be trusted any longer. Never fails.
  public Future<@Nullable Void> lost() {
    isTrusted();
    return lost;
  }

  /// Whether what the session holds is its own for sure, at this moment.
  public boolean isTrusted() {
    if (state == State.OPEN && !trust.isValid()) {
      lose();
    }
    return state == State.OPEN;
  }

  // Asking

  /// Sends a request. The future says what a task waits for: `operation` on `source`.
  public Pending request(Name name, Request request, String operation, Object source) {
    Pending made = new Pending(name, nextNumber++, loop.createFuture(operation, source));
    if (!isTrusted()) {
      made.answer().setException(new SessionLost(describe()));
      return made;
    }
    pending.put(made.number(), made);
    send(new Operation(name, made.number(), request));
    return made;
  }

  /// Ends an earlier request, whether it waits or holds something; there is no answer to wait for.
  public void withdraw(Pending earlier) {
    pending.remove(earlier.number());
    if (state == State.OPEN) {
      send(new Operation(earlier.name(), nextNumber++, new Request.Withdraw(earlier.number())));
    }
  }

  private void send(Operation operation) {
    outbox.add(operation);
    if (underWay == null && outbox.size() == 1) {
      // in the next turn, so that what this turn asks goes in one batch
      loop.callSoon(this::flush);
    }
  }

  private void flush() {
    if (state == State.OPEN && underWay == null && !outbox.isEmpty()) {
      proposeBatch();
    }
  }

  private void proposeBatch() {
    List<Operation> first = outbox.subList(0, Math.min(outbox.size(), MOST_OPERATIONS));
    List<Operation> operations = new ArrayList<>(first);
    first.clear();
    propose(new Command.Batch(id, nextSequence++, operations));
  }

  private void propose(Command command) {
    underWay = command;
    proposedAt = loop.time();
    retriedAt = proposedAt;
    journal.propose(command);
  }

  /// Proposes again what may have got lost; for when there is a new leader.
  public void retry() {
    if (underWay != null) {
      retriedAt = loop.time();
      journal.propose(underWay);
    }
  }

  /// Keeps the session alive, and notices when it is not.
  private void tick() {
    if (state != State.OPEN && state != State.OPENING) {
      return;
    }
    timer = loop.callLater(tickInterval, this::tick);
    if (state == State.OPEN && !isTrusted()) {
      return;
    }
    if (underWay == null) {
      proposeBatch();
    } else if (loop.time() - retriedAt > lease.toNanos() / 2) {
      retry(); // though proposals get lost with a leader only, of which the session is told
    }
  }

  // Being told

  /// Acts on what the log says.
  public void accept(Effect effect) {
    switch (effect) {
      case Effect.Opened(String session) when session.equals(id) -> begin();
      case Effect.Applied(String session, long sequence) when session.equals(id) -> seen(sequence);
      case Effect.Answered(var claim, var answer) when claim.session().equals(id) ->
          answer(claim.number(), answer);
      case Effect.Ended(String session) when session.equals(id) -> lose();
      default -> {}
    }
  }

  /// The log has the session. Where that took longer than a lease, it has to show that it is alive.
  private void begin() {
    if (state == State.OPENING && underWay instanceof Command.Open) {
      underWay = null;
      trust.renew(proposedAt);
      if (trust.isValid()) {
        becomeOpen();
      } else {
        proposeBatch();
      }
    }
  }

  private void becomeOpen() {
    state = State.OPEN;
    opened.setResult(null);
    flush();
  }

  private void seen(long sequence) {
    if (underWay instanceof Command.Batch batch && batch.sequence() == sequence) {
      trust.renew(proposedAt);
      underWay = null;
      if (state == State.OPEN) {
        flush();
      } else if (trust.isValid()) {
        becomeOpen();
      }
    }
  }

  private void answer(long number, Answer answer) {
    Pending asked = pending.remove(number);
    if (asked != null && !asked.answer().done()) {
      asked.answer().setResult(answer);
    }
  }

  // Ending

  /// Ends the session without a word to the others: they notice, or have said so themselves.
  public void lose() {
    if (state == State.OPEN) {
      end(State.LOST);
    }
  }

  /// Ends the session and tells the others.
  public void close() {
    if (state != State.LOST && state != State.CLOSED) {
      end(State.CLOSED);
      journal.propose(farewell());
    }
  }

  /// Tells that the session is over, for one that was lost.
  public Command farewell() {
    return new Command.End(id, Long.MAX_VALUE);
  }

  private void end(State end) {
    state = end;
    if (timer != null) {
      timer.cancel();
    }
    outbox.clear();
    underWay = null;
    lost.setResult(null);
    List<Pending> waiting = List.copyOf(pending.values());
    pending.clear();
    for (Pending asked : waiting) {
      if (!asked.answer().done()) {
        asked.answer().setException(new SessionLost(describe()));
      }
    }
  }

  private String describe() {
    return switch (state) {
      case CLOSED -> "the cluster was left";
      case LOST -> "no word from the majority of the members for " + lease.toMillis() + " ms";
      case NEW, OPENING -> "the majority of the members has not been found yet";
      case OPEN -> "open";
    };
  }

  @Override
  public String toString() {
    return "Session[" + id + ", " + state + "]";
  }
}
