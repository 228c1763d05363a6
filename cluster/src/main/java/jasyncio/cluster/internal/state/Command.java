package jasyncio.cluster.internal.state;

import java.io.Serializable;
import java.util.List;

/// An entry of the log that all members apply.
public sealed interface Command extends Serializable {
  /// The session that the command is about.
  String session();

  /// Begins a session. A session that exists stays as it is.
  record Open(String session) implements Command {}

  /// Requests of a session. A batch whose sequence number was applied before is passed over, so
  /// that a session may propose it again when it does not know its fate. An empty one shows that
  /// the session is alive.
  ///
  /// @param sequence counts the batches of the session, from 1
  record Batch(String session, long sequence, List<Operation> operations) implements Command {}

  /// Ends a session: its waits are over, and what it holds is given back.
  ///
  /// @param sequence only if no later batch has come; `Long.MAX_VALUE` if in any case
  record End(String session, long sequence) implements Command {}

  /// One request to one structure.
  record Operation(Name name, long number, Request request) implements Serializable {}
}
