package jasyncio.cluster.internal.state;

import java.io.Serializable;
import java.util.List;

/// What a structure answers to a [Request], at once or after a wait.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
public sealed interface Answer {
  /// It has been done.
  record Ack() implements Answer {}

  /// A permit was granted.
  ///
  /// @param token greater than every token granted before, by whatever structure
  record Granted(long token) implements Answer {}

  /// An item was taken.
  ///
  /// @param deliveries how many times it has been taken, with this one
  record Item(byte[] item, int deliveries) implements Answer {}

  /// The place among those that a barrier let through, from 0.
  record Place(int place) implements Answer {}

  /// The state of permits.
  ///
  /// @param holders those who hold one, the oldest first
  /// @param tokens theirs
  record Holders(List<String> holders, List<Long> tokens, int waiting) implements Answer {}

  /// The state of an event.
  record Marked(boolean set) implements Answer {}

  /// The state of a queue or barrier.
  ///
  /// @param size of what can be taken, or of those that have arrived
  /// @param atWork how many items are taken and not done
  record Size(int size, int atWork) implements Answer {}

  /// It cannot be done.
  record Refused(Reason reason, String text) implements Answer {}

  /// Why something cannot be done.
  enum Reason implements Serializable {
    /// The queue is shut down.
    SHUT_DOWN,
    /// Members disagree about a limit.
    OTHER_LIMIT,
    /// There is no such item at work.
    NOT_HELD
  }
}
