package jasyncio.cluster.internal.state;

/// What follows of a command, for the members to act on.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
public sealed interface Effect {
  /// A request has its answer.
  record Answered(Claim claim, Answer answer) implements Effect {}

  /// An item for all who listen.
  record Published(String name, byte[] item) implements Effect {}

  /// A session is there.
  record Opened(String session) implements Effect {}

  /// A batch, new or repeated, has been applied.
  record Applied(String session, long sequence) implements Effect {}

  /// A session is over, or was never there.
  record Ended(String session) implements Effect {}
}
