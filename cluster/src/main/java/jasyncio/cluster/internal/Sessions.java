package jasyncio.cluster.internal;

import jasyncio.EventLoop;
import jasyncio.cluster.internal.session.Journal;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Effect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// When each session of the cluster was last heard of. Where the log's leader is, sessions that are
/// silent for too long are ended.
///
/// That takes longer than a lease, counted from when this member began to lead, or heard of the
/// session after that: so the session has known for a while that it may be over.
final class Sessions {
  private final EventLoop loop;
  private final Journal journal;
  private final long patienceNanos;
  private final Map<String, Heard> heard = new HashMap<>();
  private boolean leading;

  private record Heard(long sequence, long at) {}

  Sessions(EventLoop loop, Journal journal, Duration lease) {
    this.loop = loop;
    this.journal = journal;
    // a quarter on top of the lease, for clocks that run at different speeds
    this.patienceNanos = lease.toNanos() * 5 / 4;
  }

  void accept(Effect effect) {
    switch (effect) {
      case Effect.Opened(String session) -> heard.putIfAbsent(session, new Heard(0, loop.time()));
      case Effect.Applied(String session, long sequence) ->
          heard.put(session, new Heard(sequence, loop.time()));
      case Effect.Ended(String session) -> heard.remove(session);
      case Effect.Answered _, Effect.Published _ -> {}
    }
  }

  void replace(Map<String, Long> sessions) {
    heard.clear();
    sessions.forEach((session, sequence) -> heard.put(session, new Heard(sequence, loop.time())));
  }

  void lead(boolean leading) {
    this.leading = leading;
    if (leading) {
      heard.replaceAll((_, last) -> new Heard(last.sequence, loop.time()));
    }
  }

  /// To be called now and then.
  void endTheSilent() {
    if (leading) {
      heard.forEach((session, last) -> {
        if (loop.time() - last.at > patienceNanos) {
          journal.propose(new Command.End(session, last.sequence));
        }
      });
    }
  }
}
