package jasyncio.internal.report;

import static jasyncio.internal.report.Tasks.loop;
import static jasyncio.internal.report.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Mirrors;
import jasyncio.internal.report.AwaitTable.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitTableTest {
  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_single_task_table")
  void hasOneRowForOneTask() {
    assertThat(AwaitTable.of(loop(task(2, "Task-1", List.of("inner", "outer")))))
        .containsExactly(new Row(23, "0x2", "Task-1", "App.inner -> App.outer", "", "", "0x0", ""));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_only_independent_tasks_table")
  void leavesTheAwaiterEmptyWhereThereIsNone() {
    assertThat(AwaitTable.of(loop(task(10, "A", List.of()), task(11, "B", List.of()))))
        .containsExactly(
            new Row(23, "0xa", "A", "", "", "", "0x0", ""),
            new Row(23, "0xb", "B", "", "", "", "0x0", ""));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_complex_table")
  void namesTheAwaiterOfEachTaskInARow() {
    assertThat(
            AwaitTable.of(
                loop(
                    task(1, "main", List.of("main")),
                    task(2, "middle", List.of("work"), 1L),
                    task(3, "last", List.of(), 2L))))
        .containsExactly(
            new Row(23, "0x1", "main", "App.main", "", "", "0x0", ""),
            new Row(23, "0x2", "middle", "App.work", "App.main", "main", "0x1", ""),
            new Row(23, "0x3", "last", "", "App.work", "middle", "0x2", ""));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsTable.test_asyncio_utils")
  void hasARowForEachTaskAndEachOfItsAwaiters() {
    assertThat(
            AwaitTable.of(
                loop(
                    task(1, "A", List.of()),
                    task(2, "B", List.of()),
                    task(3, "shared", List.of(), 1L, 2L))))
        .filteredOn(row -> row.taskName().equals("shared"))
        .extracting(Row::awaiterName)
        .containsExactly("A", "B");
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsEdgeCases.test_task_with_missing_awaiter_id")
  void callsAnAwaiterUnknownThatIsNotInTheDump() {
    assertThat(AwaitTable.of(loop(task(2, "orphan", List.of(), 999L))))
        .containsExactly(new Row(23, "0x2", "orphan", "", "", "Unknown", "0x3e7", ""));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_table_output_format")
  void hasTheSameColumnsInEveryLine() {
    var lines =
        AwaitTable.lines(
            AwaitTable.of(
                loop(task(1, "main", List.of("main")), task(2, "a longer name", List.of(), 1L))));

    assertThat(lines)
        .containsExactly(
            "thread  task id  task name      stack     awaiter stack  awaiter name  awaiter id  waits for",
            "23      0x1      main           App.main                               0x0",
            "23      0x2      a longer name            App.main       main          0x1");
  }
}
