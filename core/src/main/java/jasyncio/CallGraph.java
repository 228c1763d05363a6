package jasyncio;

import jasyncio.internal.base.StackFilter;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.AwaitedByLink;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.Stacks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The graph of the tasks that await each other. It is computed on request, from the steps that
/// wait for a future.
final class CallGraph {
  // tasks that share their awaiters make a tree without bounds, and chains of tasks may be longer
  // than a stack is deep
  private static final int MOST_NODES = 2_000;
  private static final int DEEPEST = 200;

  private final int limit;

  // the futures on the path from the root; one that occurs again is not followed
  private final Set<Future<?>> path = new HashSet<>();
  private final Map<Future<?>, List<StackTraceElement>> stacks = new HashMap<>();
  private int nodes;

  private CallGraph(int limit) {
    this.limit = limit;
  }

  static FutureCallGraph of(Future<?> future, int limit) {
    return new CallGraph(limit).graphOf(future, 1);
  }

  private FutureCallGraph graphOf(Future<?> future, int depth) {
    List<FutureCallGraph> awaitedBy = new ArrayList<>();
    if (depth < DEEPEST && path.add(future)) {
      for (Future<?> awaiter : awaitersOf(future)) {
        if (++nodes > MOST_NODES) {
          break;
        }
        awaitedBy.add(graphOf(awaiter, depth + 1));
      }
      path.remove(future);
    }
    return new FutureCallGraph(
        future, limited(stacks.computeIfAbsent(future, CallGraph::stackOf), limit), awaitedBy);
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
    collect(future, awaiters);
    return awaiters;
  }

  /// The numbers of tasks; of other futures, numbers that no task has.
  static List<Long> idsOf(Set<Future<?>> futures) {
    return futures.stream().map(CallGraph::idOf).toList();
  }

  private static long idOf(Future<?> future) {
    return future instanceof Task<?> task ? task.number() : System.identityHashCode(future);
  }

  private static void collect(Future<?> future, Set<Future<?>> awaiters) {
    Set<Future<?>> seen = new HashSet<>();
    Deque<Future<?>> open = new ArrayDeque<>(List.of(future));
    for (Future<?> next; (next = open.poll()) != null; ) {
      for (Step waiter : List.copyOf(next.waiters())) {
        switch (waiter) {
          case TaskRun<?> run -> awaiters.add(run.task());
          case AwaitedByLink link -> awaiters.add(link.awaiter());
          default -> {
            for (Future<?> served : DoneCallback.servedBy(waiter)) {
              if (served instanceof Task<?>) {
                awaiters.add(served);
              } else if (seen.add(served)) {
                open.add(served);
              }
            }
          }
        }
      }
    }
  }

  /// In the form of Python's `format_call_graph`.
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
        ? "Task[name="
            + TextForms.ofValue(task.getName())
            + ", id=0x"
            + Long.toHexString(task.number())
            + "]"
        : TextForms.ofObject(future);
  }

  private static void line(StringBuilder text, String indent, String line) {
    text.append(indent).append(line).append('\n');
  }
}
