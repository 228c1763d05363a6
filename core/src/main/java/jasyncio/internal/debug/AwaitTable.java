package jasyncio.internal.debug;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  private AwaitTable() {}

  /// A task and one that awaits it.
  ///
  /// @param threadId of the loop's thread
  /// @param taskId in hexadecimal, as `0x1f`
  /// @param stack where it is, innermost method first
  /// @param awaiterStack where that one is; empty without one
  /// @param awaiterName empty without one; `Unknown` if no more is known of it than its id
  /// @param awaiterId `0x0` without one
  /// @param waitsFor in words; empty if it runs
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

  /// A row for each task and each that awaits it; one for a task that nobody awaits.
  public static List<Row> of(LoopInfo loop) {
    AwaitGraph graph = new AwaitGraph(loop.tasks());
    List<Row> rows = new ArrayList<>();
    for (TaskInfo task : loop.tasks()) {
      if (task.awaitedBy().isEmpty()) {
        rows.add(row(loop, graph, task, "", "", 0));
      }
      for (long awaiter : task.awaitedBy()) {
        String stack = chain(graph.stackOf(awaiter));
        rows.add(row(loop, graph, task, stack, graph.nameOf(awaiter), awaiter));
      }
    }
    return rows;
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

  private static String chain(List<StackTraceElement> stack) {
    return stack.stream().map(Stacks::shortText).collect(joining(" -> "));
  }

  /// The rows in columns, with a heading.
  static List<String> lines(List<Row> rows) {
    List<List<String>> cells =
        Stream.concat(Stream.of(HEADINGS), rows.stream().map(Row::cells)).toList();
    int[] widths =
        IntStream.range(0, HEADINGS.size())
            .map(column -> cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return cells.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> cells.get(i) + " ".repeat(widths[i] - cells.get(i).length()))
        .collect(joining("  "))
        .stripTrailing();
  }
}
