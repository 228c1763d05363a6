package jasyncio.cluster.internal.wire;

import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message of one member to another.
@SuppressWarnings("ArrayRecordComponent") // bytes that are passed on, and never compared
public sealed interface Frame extends Serializable {
  /// What a member says of itself to each other member that it sees.
  ///
  /// @param version of this protocol
  /// @param functions the names of those that it runs
  /// @param wantsAnswer whether the receiver is to say the same of itself; members do not see each
  ///   other come at the same time, and what comes from one that was not seen yet is passed over
  record Hello(int version, Set<String> functions, boolean wantsAnswer) implements Frame {}

  /// Asks to run a function.
  ///
  /// @param job counts the jobs of the sender
  record Run(long job, String function, byte[] argument) implements Frame {}

  /// The function has begun.
  ///
  /// @param load how many functions run there now
  record Begun(long job, int load) implements Frame {}

  /// The function gave a value.
  ///
  /// @param load how many functions run there now
  record Value(long job, byte[] value, int load) implements Frame {}

  /// The function failed, or could not begin.
  ///
  /// @param type the class of the failure
  /// @param failure the failure itself, if it can be sent
  /// @param traceback its stack, and the tasks that it went through
  /// @param load how many functions run there now
  record Failure(
      long job,
      String type,
      @Nullable String message,
      byte @Nullable [] failure,
      String traceback,
      int load)
      implements Frame {}

  /// The function was cancelled where it ran.
  ///
  /// @param load how many functions run there now
  record Cancelled(long job, @Nullable String message, int load) implements Frame {}

  /// Asks to cancel a function.
  ///
  /// @param origin who asked, in words
  record Cancel(long job, @Nullable String message, @Nullable String origin) implements Frame {}
}
