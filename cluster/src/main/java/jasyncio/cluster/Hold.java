package jasyncio.cluster;

import jasyncio.Future;
import jasyncio.cluster.internal.state.Answer;
import org.jspecify.annotations.Nullable;

/// What a task holds of a [ClusterLock], [ClusterSemaphore] or [ClusterElection]; closing gives it
/// back.
///
/// It is the holder's as long as its member hears from the majority. A process that was stopped, a
/// network that is cut and a JVM that pauses all end it after [ClusterOptions#lease()], and only
/// then can another task get it. The holder can see that in three ways: [#lost()] completes,
/// [#isHeld()] is false, and [#token()] throws. All three go by the clock at the moment of the
/// call, so that a task that goes on after a pause cannot use what it has lost.
///
/// Between that look and what the task then does, time passes all the same. Where that matters,
/// send the token along, and let the resource refuse a token that is less than one it has seen.
///
/// Belongs to the loop of its cluster.
public final class Hold implements AutoCloseable {
  private final Requests.Held held;
  private final String shown;
  private final long token;
  private boolean closed;

  Hold(Requests.Held held, String shown) {
    this.held = held;
    this.shown = shown;
    this.token =
        held.answer() instanceof Answer.Granted(long token) ? token : unexpected(held.answer());
  }

  private static long unexpected(Answer answer) {
    throw Requests.unexpected(answer);
  }

  /// A number greater than that of every hold granted before, in the whole cluster: the fencing
  /// token.
  ///
  /// @throws MajorityLostException if the hold is lost
  /// @throws IllegalStateException if it is closed
  public long token() {
    if (closed) {
      throw new IllegalStateException("token() on " + this + ": acquire it anew");
    }
    if (!held.isTrusted()) {
      throw new MajorityLostException(
          "token() on %s: another may hold it by now; acquire it anew".formatted(this));
    }
    return token;
  }

  /// Whether this is held for sure, at this moment.
  public boolean isHeld() {
    return !closed && held.isTrusted();
  }

  /// Completes when this can no longer be trusted: without a word from the majority for
  /// [ClusterOptions#lease()], or because the member leaves. It stays pending when the hold is
  /// closed before. Do not cancel it: others may wait for it, too; await `shield(lost())`.
  public Future<@Nullable Void> lost() {
    return held.lost();
  }

  /// Gives this back; the task that has waited longest gets it. Never suspends and never throws,
  /// also if it is lost. May be repeated.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      held.giveBack();
    }
  }

  @Override
  public String toString() {
    return "Hold[" + shown + ", token=" + token + (closed ? ", closed]" : "]");
  }
}
