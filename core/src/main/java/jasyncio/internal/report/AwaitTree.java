package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Tasks as trees: below each task where it is, frame within frame, and below the innermost one the
/// tasks that it awaits there, or what else it waits for. A task that several await stands below
/// each of them.
public final class AwaitTree {
  /// What lines begin with.
  ///
  /// @param task the lines of tasks
  /// @param frame the lines of frames
  /// @param waiting the lines of what is waited for
  public record Markers(String task, String frame, String waiting) {
    /// As Python's.
    public static final Markers DEFAULTS = new Markers("(T)", "", "...");
  }

  private final AwaitGraph graph;
  private final Markers markers;
  private final List<String> lines = new ArrayList<>();

  private AwaitTree(AwaitGraph graph, Markers markers) {
    this.graph = graph;
    this.markers = markers;
  }

  /// A tree, in lines, for each task that nobody awaits.
  ///
  /// @throws CycleException if tasks await each other
  public static List<List<String>> of(Collection<TaskInfo> tasks, Markers markers)
      throws CycleException {
    AwaitGraph graph = new AwaitGraph(tasks);
    List<List<Long>> cycles = graph.cycles();
    if (!cycles.isEmpty()) {
      throw new CycleException(cycles);
    }
    List<List<String>> trees = new ArrayList<>();
    for (Long root : graph.roots()) {
      AwaitTree tree = new AwaitTree(graph, markers);
      tree.addTask(root, "", true);
      trees.add(tree.lines);
    }
    return trees;
  }

  private void addTask(long id, String indent, boolean last) {
    addLine(indent, last, markers.task, graph.nameOf(id));
    String inner = indent + (last ? "    " : "│   ");
    for (StackTraceElement frame : graph.stackOf(id).reversed()) {
      addLine(inner, true, markers.frame, Stacks.text(frame));
      inner += "    ";
    }
    List<Long> awaited = List.copyOf(graph.childrenOf(id));
    for (int i = 0; i < awaited.size(); i++) {
      addTask(awaited.get(i), inner, i == awaited.size() - 1);
    }
    if (awaited.isEmpty() && !graph.waitsFor(id).isEmpty()) {
      addLine(inner, true, markers.waiting, graph.waitsFor(id));
    }
  }

  private void addLine(String indent, boolean last, String marker, String text) {
    String space = marker.isEmpty() ? "" : " ";
    lines.add(indent + (last ? "└── " : "├── ") + marker + space + text);
  }
}
