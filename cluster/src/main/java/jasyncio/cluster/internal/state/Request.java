package jasyncio.cluster.internal.state;

import java.io.Serializable;

/// What a session asks of a structure.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
public sealed interface Request extends Serializable {
  /// Wants one of `limit` permits.
  record Acquire(int limit) implements Request {}

  /// Ends an earlier request: withdraws it while it waits, gives back what it holds.
  ///
  /// @param earlier its number
  record Withdraw(long earlier) implements Request {}

  /// Asks for the state.
  record Look() implements Request {}

  /// Sets or clears an event.
  record Mark(boolean set) implements Request {}

  /// Waits until the event is set.
  record AwaitMark() implements Request {}

  /// Waits until `parties` requests do.
  record Arrive(int parties) implements Request {}

  /// Adds an item; waits while there are `maxsize`, unless that is zero.
  record Put(int maxsize, byte[] item) implements Request {}

  /// Wants an item.
  record Get() implements Request {}

  /// Says that the work on an item is done.
  ///
  /// @param earlier the number of the [Get] that gave it
  record Done(long earlier) implements Request {}

  /// Waits until no item is there or at work.
  record Join() implements Request {}

  /// Ends putting; if `immediate`, drops the items that are there.
  record ShutDown(boolean immediate) implements Request {}

  /// Gives an item to all members.
  record Publish(byte[] item) implements Request {}
}
