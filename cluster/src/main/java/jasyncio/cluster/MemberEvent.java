package jasyncio.cluster;

/// What happens to the members of a cluster: see [Cluster#members()].
public sealed interface MemberEvent {
  /// Whom it happens to.
  Member member();

  /// A member has come, or was there before.
  record Joined(Member member) implements MemberEvent {}

  /// A member does not answer. It may come back, or be declared as gone.
  record Suspected(Member member) implements MemberEvent {}

  /// A member has left, is dead, or cannot be reached from here.
  record Left(Member member) implements MemberEvent {}
}
