package jasyncio.cluster.internal.state;

import jasyncio.cluster.internal.state.Command.Batch;
import jasyncio.cluster.internal.state.Command.End;
import jasyncio.cluster.internal.state.Command.Open;
import jasyncio.cluster.internal.state.Command.Operation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All shared state, as the commands of the log have made it.
///
/// Not thread-safe: owned by the thread that applies the log.
public final class Replica implements Serializable {
  private static final long serialVersionUID = 1;

  // the sequence number of the last batch of each session that is there
  private final TreeMap<String, Long> sessions = new TreeMap<>();

  // in the order in which they were made, which is the same on every member
  private final LinkedHashMap<Name, Structure> structures = new LinkedHashMap<>();
  private long nextToken = 1;

  /// The state before the first command.
  public Replica() {}

  /// Applies the next command of the log.
  ///
  /// @return what follows, the same on every member
  public List<Effect> apply(Command command) {
    Outcomes out = new Outcomes(nextToken);
    switch (command) {
      case Open(String session) -> open(session, out);
      case Batch batch -> apply(batch, out);
      case End(String session, long sequence) -> end(session, sequence, out);
    }
    nextToken = out.nextToken();
    return out.effects();
  }

  private void open(String session, Outcomes out) {
    sessions.putIfAbsent(session, 0L);
    out.add(new Effect.Opened(session));
  }

  private void apply(Batch batch, Outcomes out) {
    Long last = sessions.get(batch.session());
    if (last == null) {
      out.add(new Effect.Ended(batch.session()));
      return;
    }
    if (batch.sequence() > last) {
      sessions.put(batch.session(), batch.sequence());
      batch.operations().forEach(operation -> apply(batch.session(), operation, out));
    }
    out.add(new Effect.Applied(batch.session(), batch.sequence()));
  }

  private void apply(String session, Operation operation, Outcomes out) {
    Claim claim = new Claim(session, operation.number());
    Name name = operation.name();
    switch (operation.request()) {
      case Request.Publish(byte[] item) -> {
        out.add(new Effect.Published(name.text(), item));
        out.answer(claim, new Answer.Ack());
      }
      case Request.Withdraw(long earlier) -> {
        withdraw(name, new Claim(session, earlier), out);
        out.answer(claim, new Answer.Ack());
      }
      case Request request -> {
        structures
            .computeIfAbsent(name, made -> Structure.of(made.kind()))
            .apply(claim, request, out);
        dropIfIdle(name);
      }
    }
  }

  private void withdraw(Name name, Claim claim, Outcomes out) {
    Structure structure = structures.get(name);
    if (structure != null) {
      structure.withdraw(claim, out);
      dropIfIdle(name);
    }
  }

  private void dropIfIdle(Name name) {
    structures.computeIfPresent(name, (_, structure) -> structure.isIdle() ? null : structure);
  }

  private void end(String session, long sequence, Outcomes out) {
    Long last = sessions.get(session);
    if (last == null || last > sequence) {
      return;
    }
    sessions.remove(session);
    for (Structure structure : List.copyOf(structures.values())) {
      structure.forget(session, out);
    }
    structures.values().removeIf(Structure::isIdle);
    out.add(new Effect.Ended(session));
  }

  /// The sessions that are there, with the sequence numbers of their last batches.
  public Map<String, Long> sessions() {
    return new TreeMap<>(sessions);
  }

  /// The names of the structures that are in use.
  public List<Name> names() {
    return new ArrayList<>(structures.keySet());
  }

  /// The sequence number of the last batch of `session`; null if there is no such session.
  public @Nullable Long lastOf(String session) {
    return sessions.get(session);
  }
}
