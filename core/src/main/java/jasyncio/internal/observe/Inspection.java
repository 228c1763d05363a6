package jasyncio.internal.observe;

import jasyncio.Task;
import jasyncio.internal.base.StackFilter;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.TaskInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A look at the loops of this process from outside them. It leaves nothing behind in a loop.
///
/// A loop is asked to describe itself, between two steps. One that does not answer is stuck in a
/// step, and so leaves its tasks alone: they are read from the thread that asks, without the loop's
/// help. That thread sees the loop's last writes, which were made half a second ago or more, though
/// the memory model does not promise it.
public final class Inspection {
  // long enough for steps that are merely slow, short enough for a user who waits
  private static final Duration PATIENCE = Duration.ofMillis(500);

  // for 100,000 tasks on a busy machine
  private static final Duration TIME_TO_DESCRIBE = Duration.ofSeconds(30);

  // a step that ends during a look from outside may disturb it
  private static final int ATTEMPTS = 5;

  private Inspection() {}

  /// The bounds of a look, which the loop pays for.
  ///
  /// @param mostTasks the number of tasks to describe, the oldest
  /// @param wholeStacks tells whether the frames of the library and the JDK are wanted, too
  public record Extent(int mostTasks, boolean wholeStacks) {
    /// Enough for a reader, and cheap enough for a program under load.
    public static final Extent USUAL = new Extent(10_000, false);

    /// Everything.
    public static final Extent ALL = new Extent(Integer.MAX_VALUE, true);
  }

  /// The loops that run, each as it describes itself. Any thread.
  public static List<LoopInfo> loops(Extent extent) {
    List<LoopInfo> loops = new ArrayList<>();
    for (LoopView view : LoopView.running()) {
      LoopInfo info =
          ask(view, () -> look(view, null, extent), () -> lookFromOutside(view, extent));
      if (info != null) {
        loops.add(info);
      }
    }
    return loops;
  }

  /// Has the loop call `onLoop` between two steps; if it is stuck, calls `fromOutside` here. Any
  /// thread.
  static <T> @Nullable T ask(
      LoopView view, Supplier<@Nullable T> onLoop, Supplier<@Nullable T> fromOutside) {
    Loop loop = view.loop();
    if (loop.isCurrent()) {
      return onLoop.get();
    }
    Question<T> question = new Question<>(onLoop);
    loop.readyFromAnywhere(question);
    try {
      return question.answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return question.taken.compareAndSet(false, true) ? fromOutside.get() : question.await();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(loop + " could not describe itself", e);
    }
  }

  /// A step that the loop answers, or else the thread that asked; never both.
  private static final class Question<T> extends Step {
    private final Supplier<@Nullable T> onLoop;
    final AtomicBoolean taken = new AtomicBoolean();
    final CompletableFuture<@Nullable T> answer = new CompletableFuture<>();

    Question(Supplier<@Nullable T> onLoop) {
      this.onLoop = onLoop;
    }

    @Override
    public void run() {
      if (taken.compareAndSet(false, true)) {
        try {
          answer.complete(onLoop.get());
        } catch (Throwable t) {
          answer.completeExceptionally(t);
        }
      }
    }

    @Nullable T await() {
      return answer.orTimeout(TIME_TO_DESCRIBE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public String toString() {
      return "inspection";
    }
  }

  /// The description of a loop that is stuck. Any thread.
  static @Nullable LoopInfo lookFromOutside(LoopView view, Extent extent) {
    for (int attempt = 1; ; attempt++) {
      try {
        return look(view, stuckIn(view), extent);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// The step that the loop is in, seen from another thread; null if its run has ended.
  static LoopInfo.@Nullable Stuck stuckIn(LoopView view) {
    Thread thread = threadOf(view);
    if (thread == null) {
      return null;
    }
    Task<?> task = view.loop().currentTask();
    return new LoopInfo.Stuck(
        task == null ? "a callback" : TextForms.ofValue(task.getName()),
        thread.getState().toString(),
        StackFilter.shownUnlessEmpty(thread.getStackTrace()));
  }

  /// The frames of the step that the loop runs, innermost first; empty if its run has ended. Any
  /// thread.
  public static List<StackTraceElement> stackOfStep(LoopView view) {
    LoopInfo.Stuck stuck = stuckIn(view);
    return stuck == null ? List.of() : stuck.stack();
  }

  /// Interrupts the thread that runs a step of the loop. Any thread.
  public static void interruptStep(LoopView view) {
    Thread thread = threadOf(view);
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// The thread that runs a step of the loop, seen from another; null if its run has ended.
  private static @Nullable Thread threadOf(LoopView view) {
    Thread fiberThread = view.loop().fiberThread();
    return fiberThread != null ? fiberThread : view.loop().loopThread();
  }

  /// The description of a loop; null if its run has ended. Loop thread, or, if the loop is stuck,
  /// any.
  public static @Nullable LoopInfo look(
      LoopView view, LoopInfo.@Nullable Stuck stuck, Extent extent) {
    Function<Task<?>, List<StackTraceElement>> stacks =
        extent.wholeStacks ? view::wholeStackOf : view::stackOf;
    return look(view, stuck, extent.mostTasks, stacks);
  }

  /// As [#look(LoopView, LoopInfo.Stuck, Extent)], with the frames that `stackOf` gives.
  static @Nullable LoopInfo look(
      LoopView view,
      LoopInfo.@Nullable Stuck stuck,
      int mostTasks,
      Function<Task<?>, List<StackTraceElement>> stackOf) {
    List<TaskInfo> tasks = new ArrayList<>();
    for (Task<?> task : view.tasks()) {
      if (tasks.size() == mostTasks) {
        break;
      }
      tasks.add(view.describe(task, stackOf.apply(task)));
    }
    return describe(view, stuck, tasks);
  }

  /// The description of a loop with these tasks of it; null if its run has ended.
  static @Nullable LoopInfo describe(
      LoopView view, LoopInfo.@Nullable Stuck stuck, List<TaskInfo> tasks) {
    Thread thread = view.loop().loopThread();
    return thread == null
        ? null
        : new LoopInfo(
            view.loop().toString(),
            view.loop().engine().name().toLowerCase(Locale.ROOT),
            thread.threadId(),
            thread.getName(),
            stuck,
            view.taskCount(),
            tasks);
  }
}
