package jasyncio.cluster.internal.engine;

import java.io.Serializable;
import java.util.List;

/// What fabrics say to each other.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
sealed interface EngineFrame extends Serializable {
  /// A frame of the member above.
  record Carried(byte[] frame) implements EngineFrame {}

  /// A proposal for the leader, in bytes as they stand in the log.
  record Proposed(byte[] command) implements EngineFrame {}

  /// A member is about to leave, and should not vote any longer.
  record Leaving() implements EngineFrame {}

  /// What a member knows of the cluster, for the oldest one.
  ///
  /// @param view in which it sees the oldest one
  /// @param known whether it knows the voters
  /// @param founder whether it can be one of the first
  record Report(String view, boolean known, boolean founder) implements EngineFrame {}

  /// The cluster begins with these voters.
  record Founded(List<String> voters) implements EngineFrame {}
}
