package jasyncio.cluster.internal.session;

import jasyncio.cluster.internal.state.Command;

/// The way into the log that all members apply.
@FunctionalInterface
public interface Journal {
  /// Proposes `command`, at most once and without a word of its fate: it may get lost while there
  /// is no majority or the leader changes. Commands of one member that do get in keep their order.
  void propose(Command command);
}
