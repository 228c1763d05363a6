package jasyncio;

import jasyncio.internal.base.StackFilter;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.Json;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.Report;
import jasyncio.internal.report.TaskInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A look at the loops of this process from outside them. Nothing of it exists until somebody
/// looks.
///
/// A loop is asked to describe itself, between two steps. One that does not answer is stuck in a
/// step, and so leaves its tasks alone: they are read from here, without its help. What it wrote
/// last is seen though nothing promises that, for it was long ago as processors count.
final class Inspection {
  // long enough for steps that are merely slow, short enough for who looks
  private static final Duration PATIENCE = Duration.ofMillis(500);

  // for 100,000 tasks on a busy machine
  private static final Duration TIME_TO_DESCRIBE = Duration.ofSeconds(30);

  // a step that ends just now may disturb a look from outside
  private static final int ATTEMPTS = 5;

  private Inspection() {}

  /// Called by name, from an agent in this process: see the command line's `ps`.
  ///
  /// @param form `ps`, `pstree` or `dump`
  /// @return the text; empty if no loop runs
  static String report(String form) {
    List<LoopInfo> loops = loops();
    if (loops.isEmpty()) {
      return "";
    }
    return switch (form) {
      case "ps" -> Report.ps(loops);
      case "pstree" -> Report.pstree(loops);
      case "dump" -> Json.of(ProcessHandle.current().pid(), loops);
      default -> throw new IllegalArgumentException("no such form of report: " + form);
    };
  }

  /// Looks at the loops for who listens at `socket`, a path, until he closes the connection; called
  /// as [#report(String)] is.
  ///
  /// @param form `top`, or `monitor:PORT` and, to let him cancel tasks, `:cancel`
  /// @return the address of the monitor, or for `top` something; empty if no loop runs
  static String live(String form, String socket) throws IOException {
    List<TaskLoop> loops = runningLoops();
    if (loops.isEmpty()) {
      return "";
    }
    if (form.equals("top")) {
      TopSession.start(Path.of(socket));
      return loops.size() + " loops\n";
    }
    return MonitorSession.start(Path.of(socket), form.split(":", -1)) + "\n";
  }

  static List<TaskLoop> runningLoops() {
    List<TaskLoop> loops = new ArrayList<>();
    for (LoopThread strand : LoopThread.active()) {
      if (strand instanceof TaskLoop loop) {
        loops.add(loop);
      }
    }
    return loops;
  }

  /// The loops that run, each as it describes itself. Any thread.
  static List<LoopInfo> loops() {
    List<LoopInfo> loops = new ArrayList<>();
    for (TaskLoop loop : runningLoops()) {
      LoopInfo info =
          ask(loop, () -> look(loop, null), () -> lookFromOutside(loop, Integer.MAX_VALUE));
      if (info != null) {
        loops.add(info);
      }
    }
    return loops;
  }

  /// Has `loop` give what `onLoop` does, between two steps; if it is stuck, what `fromOutside`
  /// does, here. Any thread.
  static <T> @Nullable T ask(
      TaskLoop loop, Supplier<@Nullable T> onLoop, Supplier<@Nullable T> fromOutside) {
    if (loop.isCurrent()) {
      return onLoop.get();
    }
    Question<T> question = new Question<>(onLoop);
    loop.readyFromAnywhere(question);
    try {
      return question.answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      return question.taken.compareAndSet(false, true) ? fromOutside.get() : question.await();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(loop + " could not describe itself", e);
    }
  }

  /// Answered by the loop, or by who asked, but not by both.
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

  /// @param mostTasks to look at, the oldest
  static @Nullable LoopInfo lookFromOutside(TaskLoop loop, int mostTasks) {
    for (int attempt = 1; ; attempt++) {
      try {
        return look(loop, stuckIn(loop), mostTasks, Task::getStack);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// What `loop` is in, seen from another thread; null if its run has ended.
  static LoopInfo.@Nullable Stuck stuckIn(TaskLoop loop) {
    Thread thread = threadOf(loop);
    if (thread == null) {
      return null;
    }
    Task<?> task = loop.currentTask();
    return new LoopInfo.Stuck(
        task == null ? "a callback" : task.getName(),
        thread.getState().toString(),
        StackFilter.shown(thread.getStackTrace()));
  }

  /// The thread that runs a step of `loop`, seen from another; null if its run has ended.
  static @Nullable Thread threadOf(TaskLoop loop) {
    Thread fiberThread = loop.fiberThread();
    return fiberThread != null ? fiberThread : loop.loopThread();
  }

  /// Loop thread, or, if the loop is stuck, any.
  static @Nullable LoopInfo look(TaskLoop loop, LoopInfo.@Nullable Stuck stuck) {
    return look(loop, stuck, Integer.MAX_VALUE, Task::getStack);
  }

  /// As above, at no more than so many tasks, the oldest, each with what `stackOf` knows.
  static @Nullable LoopInfo look(
      TaskLoop loop,
      LoopInfo.@Nullable Stuck stuck,
      int mostTasks,
      Function<Task<?>, List<StackTraceElement>> stackOf) {
    List<TaskInfo> tasks = new ArrayList<>();
    for (Task<?> task : loop.tasks()) {
      if (tasks.size() == mostTasks) {
        break;
      }
      tasks.add(infoOf(task, stackOf.apply(task)));
    }
    return describe(loop, stuck, tasks);
  }

  /// Null if its run has ended.
  static @Nullable LoopInfo describe(
      TaskLoop loop, LoopInfo.@Nullable Stuck stuck, List<TaskInfo> tasks) {
    Thread thread = loop.loopThread();
    return thread == null
        ? null
        : new LoopInfo(
            loop.toString(),
            loop.engine().name().toLowerCase(Locale.ROOT),
            thread.threadId(),
            thread.getName(),
            stuck,
            tasks);
  }

  private static TaskInfo infoOf(Task<?> task, List<StackTraceElement> stack) {
    return new TaskInfo(
        task.number(),
        task.getName(),
        task.state(),
        stack,
        task.waitsFor(),
        CallGraph.awaitersOf(task).stream().map(Inspection::idOf).toList());
  }

  private static long idOf(Future<?> awaiter) {
    return awaiter instanceof Task<?> task ? task.number() : System.identityHashCode(awaiter);
  }
}
