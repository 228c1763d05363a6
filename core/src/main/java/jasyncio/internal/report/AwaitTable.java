package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.List;

/// Tasks as a table.
public final class AwaitTable {
  private static final List<String> HEADINGS =
      List.of(
          "thread",
          "task id",
          "task name",
          "stack",
          "awaiter stack",
          "awaiter name",
          "awaiter id",
          "waits for");

  // tasks that await many tasks each make rows that grow without measure
  private static final int MOST_ROWS = 20_000;

  private AwaitTable() {}

  /// A task and one that awaits it.
  ///
  /// @param threadId of the loop's thread
  /// @param taskId in hexadecimal, as `0x1f`
  /// @param stack its methods, innermost first
  /// @param awaiterStack those of its awaiter; empty without one
  /// @param awaiterName empty without one; `Unknown` if no more is known of it than its id
  /// @param awaiterId `0x0` without one
  /// @param waitsFor the operation, in words; empty if it runs
  public record Row(
      long threadId,
      String taskId,
      String taskName,
      String stack,
      String awaiterStack,
      String awaiterName,
      String awaiterId,
      String waitsFor) {
    private List<String> cells() {
      return List.of(
          Long.toString(threadId),
          taskId,
          taskName,
          stack,
          awaiterStack,
          awaiterName,
          awaiterId,
          waitsFor);
    }
  }

  /// A row for each task and each that awaits it; one for a task that no task awaits.
  public static List<Row> of(LoopInfo loop) {
    AwaitGraph graph = new AwaitGraph(loop.tasks());
    List<Row> rows = new ArrayList<>();
    for (TaskInfo task : loop.tasks()) {
      if (task.awaitedBy().isEmpty()) {
        rows.add(row(loop, graph, task, "", "", 0));
      }
      if (rows.size() >= MOST_ROWS) {
        break;
      }
      for (long awaiter : task.awaitedBy().subList(0, mostAwaiters(task))) {
        String stack = chain(graph.stackOf(awaiter));
        rows.add(row(loop, graph, task, stack, graph.nameOf(awaiter), awaiter));
      }
    }
    return rows;
  }

  private static int mostAwaiters(TaskInfo task) {
    return Math.min(task.awaitedBy().size(), MOST_ROWS);
  }

  private static Row row(
      LoopInfo loop,
      AwaitGraph graph,
      TaskInfo task,
      String awaiterStack,
      String awaiterName,
      long awaiterId) {
    return new Row(
        loop.threadId(),
        "0x" + Long.toHexString(task.id()),
        graph.nameOf(task.id()),
        chain(task.stack()),
        awaiterStack,
        awaiterName,
        "0x" + Long.toHexString(awaiterId),
        graph.waitsFor(task.id()));
  }

  // Below, loops instead of streams: ten thousand rows are written by code that has not run before.

  private static String chain(List<StackTraceElement> stack) {
    StringBuilder chain = new StringBuilder();
    for (StackTraceElement frame : stack) {
      chain.append(chain.isEmpty() ? "" : " -> ").append(Stacks.shortText(frame));
    }
    return chain.toString();
  }

  /// The rows in columns, with a heading.
  static List<String> lines(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEADINGS);
    rows.forEach(row -> cells.add(row.cells()));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    cells.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(cell).repeat(' ', widths[i] - cell.length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
