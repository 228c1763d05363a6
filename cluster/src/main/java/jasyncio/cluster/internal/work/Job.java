package jasyncio.cluster.internal.work;

import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.cluster.Member;
import jasyncio.cluster.MemberLostException.Begun;
import org.jspecify.annotations.Nullable;

/// A function that somebody here wants to run, wherever that will be.
final class Job {
  final long number;
  final String function;
  final byte[] argument;
  final Target target;
  final Future<@Nullable Object> future;
  int retriesLeft;

  // where it was sent; null while it waits for its turn
  @Nullable Member member;
  boolean begun;

  Job(EventLoop loop, long number, String function, byte[] argument, Target target, int retries) {
    this.number = number;
    this.function = function;
    this.argument = argument;
    this.target = target;
    this.retriesLeft = retries;
    this.future = loop.createFuture(Functions.shortName(function), this);
  }

  Begun progress() {
    return begun ? Begun.YES : member == null ? Begun.NO : Begun.UNKNOWN;
  }

  void sentTo(@Nullable Member member) {
    this.member = member;
    this.begun = false;
  }

  /// Where it is, for those who look what a task waits for: `Reports.daily on member b`.
  @Override
  public String toString() {
    return member == null ? "a member with room" : "member " + member;
  }
}
