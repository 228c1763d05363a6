package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Tasks as trees: below each task its frames, one within the other, and below the innermost one
/// the tasks that it awaits there, or else the operation that it waits for. A task that several
/// await stands below each of them.
///
/// The size is bounded: tasks that share what they await make trees that grow without measure, and
/// lines grow with the depth.
public final class AwaitTree {
  private static final int MOST_LINES = 20_000;
  private static final int DEEPEST = 100;
  private static final String CUT = "... and more";

  /// The beginnings of lines.
  ///
  /// @param task the lines of tasks
  /// @param frame the lines of frames
  /// @param waiting the lines of the operations that are waited for
  public record Markers(String task, String frame, String waiting) {
    /// As Python's.
    public static final Markers DEFAULTS = new Markers("(T)", "", "...");
  }

  private final AwaitGraph graph;
  private final Markers markers;
  private final int mostLines;
  private final List<String> lines = new ArrayList<>();

  private AwaitTree(AwaitGraph graph, Markers markers, int mostLines) {
    this.graph = graph;
    this.markers = markers;
    this.mostLines = mostLines;
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
    int linesLeft = MOST_LINES;
    for (Long root : graph.roots()) {
      if (linesLeft <= 0) {
        trees.add(List.of(CUT));
        break;
      }
      AwaitTree tree = new AwaitTree(graph, markers, linesLeft);
      tree.addTask(root, "", true, 1);
      trees.add(tree.lines);
      linesLeft -= tree.lines.size();
    }
    return trees;
  }

  private void addTask(long id, String indent, boolean last, int depth) {
    addLine(indent, last, markers.task, graph.nameOf(id));
    String inner = indent + (last ? "    " : "│   ");
    for (StackTraceElement frame : graph.stackOf(id).reversed()) {
      addLine(inner, true, markers.frame, Stacks.text(frame));
      inner += "    ";
    }
    List<Long> awaited = List.copyOf(graph.childrenOf(id));
    for (int i = 0; i < awaited.size(); i++) {
      if (depth == DEEPEST || lines.size() >= mostLines) {
        lines.add(inner + CUT);
        return;
      }
      addTask(awaited.get(i), inner, i == awaited.size() - 1, depth + 1);
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
