package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.Dependencies;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.Permits;
import jasyncio.internal.sync.WaitQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A semaphore that knows which borrower holds each token, and that can be resized while in use.
/// Beyond asyncio.
///
/// {@snippet lang="java":
/// var limiter = new CapacityLimiter(10);
///
/// try (var _ = await(limiter.acquire())) {
///   await(fetch(url));
/// }
///
/// limiter.total(20);                      // ten more may, at once
/// IO.println(limiter.borrowers());        // the tasks inside
/// }
///
/// Each borrower, usually the current task, holds at most one token, and only a borrower can give
/// one back; mistakes fail instead of changing the count. A free token is acquired without a
/// switch. Waiting tasks get tokens in the order of their arrival; a task that is cancelled while
/// it waits passes its token on.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe. Awaiting from another loop throws [IllegalStateException].
///
/// @see Semaphore
public final class CapacityLimiter {
  private final Permits tokens;
  private final Set<Object> borrowers = new LinkedHashSet<>();
  private int total;

  /// A limiter of `total` tokens.
  ///
  /// @throws IllegalArgumentException if `total` is negative
  public CapacityLimiter(int total) {
    this.total = checkTotal(total);
    tokens = new Permits(new WaitQueue(new LoopBinding(this), "CapacityLimiter.acquire", new Shown()), total);
  }

  /// Acquires a token for the current task; suspends while there is none, or while other tasks
  /// wait.
  ///
  /// Awaiting throws [IllegalStateException] if the task holds one already.
  @CheckReturnValue
  public Coroutine<Guard> acquire() {
    return () -> borrow(TaskLoop.awaiter());
  }

  /// Like [#acquire()], for `borrower`, which may be any object that has an identity: a connection,
  /// a job.
  @CheckReturnValue
  public Coroutine<Guard> acquireOnBehalfOf(Object borrower) {
    Objects.requireNonNull(borrower, "borrower");
    return () -> borrow(borrower);
  }

  private Guard borrow(Object borrower) {
    checkHoldsNone(borrower);
    tokens.take();
    if (!borrowers.add(borrower)) { // two tasks waited for one borrower
      tokens.give();
      checkHoldsNone(borrower);
    }
    return new Guard(() -> giveBack(borrower));
  }

  private void checkHoldsNone(Object borrower) {
    if (borrowers.contains(borrower)) {
      throw new IllegalStateException(TextForms.ofValue(borrower) + " already holds a token of " + this);
    }
  }

  /// Gives the current task's token back; it passes to the task that has waited longest.
  ///
  /// @throws IllegalStateException if the task holds none
  public void release() {
    releaseOnBehalfOf(TaskLoop.awaiter());
  }

  /// Like [#release()], for `borrower`.
  ///
  /// @throws IllegalStateException if it holds none
  public void releaseOnBehalfOf(Object borrower) {
    if (!giveBack(borrower)) {
      throw new IllegalStateException(TextForms.ofValue(borrower) + " holds no token of " + this);
    }
  }

  private boolean giveBack(Object borrower) {
    boolean held = borrowers.remove(borrower);
    if (held) {
      tokens.give();
    }
    return held;
  }

  /// The number of tokens.
  public int total() {
    return total;
  }

  /// Changes the number of tokens. Added tokens pass at once to tasks that wait; if fewer remain
  /// than are held, holders keep theirs, and no token is handed out until enough have been given
  /// back.
  ///
  /// @throws IllegalArgumentException if `total` is negative
  public void total(int total) {
    int more = checkTotal(total) - this.total;
    this.total = total;
    tokens.resize(more);
  }

  /// The number of tokens that could be acquired without waiting; negative while more are held than
  /// there are.
  public int available() {
    return tokens.free();
  }

  /// The number of tasks that wait for a token.
  public int waiting() {
    return tokens.waiting();
  }

  /// The borrowers that hold a token now, longest first.
  public Set<Object> borrowers() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(borrowers));
  }

  private static int checkTotal(int total) {
    if (total < 0) {
      throw new IllegalArgumentException("total < 0: " + total);
    }
    return total;
  }

  @Override
  public String toString() {
    return "CapacityLimiter[" + borrowers.size() + "/" + total + tokens.suffix() + "]";
  }

  /// The limiter as a task sees it that waits for a token.
  private final class Shown implements Dependencies {
    /// The borrowers, if all are tasks.
    @Override
    public @Nullable Collection<? extends Future<?>> dependsOn() {
      List<Task<?>> tasks = new ArrayList<>();
      for (Object borrower : borrowers) {
        if (!(borrower instanceof Task<?> task)) {
          return null;
        }
        tasks.add(task);
      }
      return tasks;
    }

    @Override
    public String toString() {
      return CapacityLimiter.this.toString();
    }
  }
}
