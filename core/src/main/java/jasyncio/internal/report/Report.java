package jasyncio.internal.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/// The tasks of loops, as text for a terminal.
public final class Report {
  // of a cycle
  private static final int MOST_NAMES = 100;

  private final List<String> lines = new ArrayList<>();

  private Report() {}

  /// The tasks in tables.
  public static String ps(List<LoopInfo> loops) {
    Report report = new Report();
    for (LoopInfo loop : loops) {
      report.addHead(loop);
      report.lines.addAll(AwaitTable.lines(AwaitTable.of(loop)));
      report.addMissing(loop);
    }
    return report.text();
  }

  /// The tasks in trees; where there are none, the rings of tasks that await each other.
  public static String pstree(List<LoopInfo> loops) {
    Report report = new Report();
    for (LoopInfo loop : loops) {
      report.addHead(loop);
      report.addTrees(loop);
      report.addMissing(loop);
    }
    return report.text();
  }

  private void addHead(LoopInfo loop) {
    lines.addAll(head(loop));
  }

  private void addMissing(LoopInfo loop) {
    int missing = loop.taskCount() - loop.tasks().size();
    if (missing > 0) {
      lines.add("and " + missing + " younger tasks");
    }
  }

  /// The name of a loop, the number of its tasks, and the step it is stuck in.
  static List<String> head(LoopInfo loop) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s in thread %s (%s), %s engine, %s tasks"
            .formatted(
                loop.name(), loop.threadId(), loop.threadName(), loop.engine(), loop.taskCount()));
    LoopInfo.Stuck stuck = loop.stuck();
    if (stuck != null) {
      lines.add("STUCK in " + stuck.culprit() + ", " + stuck.threadState() + ":");
      stuck.stack().forEach(frame -> lines.add("    at " + Stacks.text(frame)));
    }
    return lines;
  }

  private void addTrees(LoopInfo loop) {
    try {
      AwaitTree.of(loop.tasks(), AwaitTree.Markers.DEFAULTS).forEach(lines::addAll);
    } catch (CycleException e) {
      AwaitGraph graph = new AwaitGraph(loop.tasks());
      lines.add("ERROR: tasks await each other, so that there is no tree of them");
      for (List<Long> cycle : e.cycles()) {
        lines.add(
            "cycle: "
                + cycle.stream().limit(MOST_NAMES).map(graph::nameOf).collect(joining(" -> ")));
      }
    }
  }

  private String text() {
    return lines.stream().map(line -> line + "\n").collect(joining());
  }
}
