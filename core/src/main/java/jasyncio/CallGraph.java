package jasyncio;

import jasyncio.internal.base.StackFilter;
import jasyncio.internal.graph.AwaitedByLink;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.Stacks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The graph of the tasks that await each other. It is computed on request, from the steps that
/// wait for a future.
final class CallGraph {
  private CallGraph() {}

  static FutureCallGraph of(Future<?> future, int limit) {
    return of(future, limit, new LinkedHashSet<>());
  }

  /// @param path the futures on the path from the root; one that appears again is not expanded
  private static FutureCallGraph of(Future<?> future, int limit, Set<Future<?>> path) {
    List<FutureCallGraph> awaitedBy = new ArrayList<>();
    if (path.add(future)) {
      for (Future<?> awaiter : awaitersOf(future)) {
        awaitedBy.add(of(awaiter, limit, path));
      }
      path.remove(future);
    }
    return new FutureCallGraph(future, limited(stackOf(future), limit), awaitedBy);
  }

  private static List<StackTraceElement> stackOf(Future<?> future) {
    if (!(future instanceof Task<?> task) || task.done()) {
      return List.of();
    }
    return task.loop.getDebug() ? List.of(task.wholeStack()) : task.getStack();
  }

  private static List<StackTraceElement> limited(List<StackTraceElement> stack, int limit) {
    return limit < 0
        ? StackFilter.outermost(stack, -Math.max(limit, -Integer.MAX_VALUE))
        : stack.subList(0, Math.min(limit, stack.size()));
  }

  /// The futures that await `future`, directly or through combinators such as `gather`.
  static Set<Future<?>> awaitersOf(Future<?> future) {
    Set<Future<?>> awaiters = new LinkedHashSet<>();
    collect(future, awaiters, new LinkedHashSet<>());
    return awaiters;
  }

  /// The numbers of tasks; of other futures, numbers that no task has.
  static List<Long> idsOf(Set<Future<?>> futures) {
    return futures.stream().map(CallGraph::idOf).toList();
  }

  private static long idOf(Future<?> future) {
    return future instanceof Task<?> task ? task.number() : System.identityHashCode(future);
  }

  private static void collect(Future<?> future, Set<Future<?>> awaiters, Set<Future<?>> seen) {
    for (Step waiter : List.copyOf(future.waiters())) {
      switch (waiter) {
        case TaskRun<?> run -> awaiters.add(run.task());
        case AwaitedByLink link -> awaiters.add(link.awaiter());
        default -> {
          for (Future<?> served : DoneCallback.servedBy(waiter)) {
            collectThrough(served, awaiters, seen);
          }
        }
      }
    }
  }

  private static void collectThrough(
      Future<?> served, Set<Future<?>> awaiters, Set<Future<?>> seen) {
    if (served instanceof Task<?>) {
      awaiters.add(served);
    } else if (seen.add(served)) {
      collect(served, awaiters, seen);
    }
  }

  /// Formats the graph like Python's `format_call_graph`.
  static String format(FutureCallGraph graph) {
    StringBuilder text = new StringBuilder();
    append(text, graph, "");
    return text.toString().stripTrailing();
  }

  private static void append(StringBuilder text, FutureCallGraph graph, String indent) {
    line(text, indent, "* " + titleOf(graph.future()));
    if (!graph.callStack().isEmpty()) {
      line(text, indent, "  + Call stack:");
      graph.callStack().forEach(frame -> line(text, indent, "  |   at " + Stacks.text(frame)));
    }
    if (graph.future() instanceof Task<?> task && task.waitsFor() != null) {
      line(text, indent, "  + Waits for: " + task.waitsFor());
    }
    if (!graph.awaitedBy().isEmpty()) {
      line(text, indent, "  + Awaited by:");
      graph.awaitedBy().forEach(awaiter -> append(text, awaiter, indent + "     "));
    }
  }

  private static String titleOf(Future<?> future) {
    return future instanceof Task<?> task
        ? "Task[name=" + task.getName() + ", id=0x" + Long.toHexString(task.number()) + "]"
        : future.toString();
  }

  private static void line(StringBuilder text, String indent, String line) {
    text.append(indent).append(line).append('\n');
  }
}
