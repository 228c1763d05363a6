package jasyncio.cluster.internal.work;

import jasyncio.cluster.Member;

/// Where a function is to run.
public sealed interface Target {
  /// Where there is least to do.
  record Anywhere() implements Target {}

  /// On one member.
  record On(Member member) implements Target {}

  /// On the member that the key belongs to, the same for all as long as the members are.
  record ByKey(String key) implements Target {}
}
