package jasyncio.internal.loop;

import org.jspecify.annotations.Nullable;

/// Work that may wait for a lock of the JDK's: that of an executor's queue, of the list behind a
/// `Cleaner` (which direct buffers, files and UDP sockets have), of the set of all threads.
///
/// On the carrier engine, a task that waited for such a lock would be suspended in the middle of a
/// synchronous call, and other tasks would run. So the loop's own thread does the work, outside any
/// fiber, and the task goes on afterwards. The JDK's own code holds these locks, for moments only.
/// A program's code may hold locks that the task has, so none but the handlers of its log run here.
///
/// Any thread; one that runs no task does the work as it is.
public final class OutsideTask {
  private OutsideTask() {}

  /// Work with a value.
  ///
  /// @param <T> the type of the value
  /// @param <X> the type of the exceptions that it may throw
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, X extends Exception> {
    T run() throws X;
  }

  /// Does `work`.
  public static void run(Runnable work) {
    if (LoopThread.current() instanceof Loop loop) {
      loop.runOutsideTask(work);
    } else {
      work.run();
    }
  }

  /// Does `work` and returns its value.
  ///
  /// @throws X if `work` does
  public static <T extends @Nullable Object, X extends Exception> T call(Work<T, X> work) throws X {
    Call<T, X> call = new Call<>(work);
    run(call);
    return call.value();
  }

  private static final class Call<T extends @Nullable Object, X extends Exception>
      implements Runnable {
    private final Work<T, X> work;
    private @Nullable T value;
    private @Nullable Exception failure;

    Call(Work<T, X> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        value = work.run();
      } catch (Exception e) {
        failure = e;
      }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    T value() throws X {
      if (failure != null) {
        throw (X) failure; // or an unchecked one, which passes this cast, too
      }
      return value;
    }
  }
}
