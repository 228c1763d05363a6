package jasyncio.internal.report;

import static jasyncio.internal.report.Tasks.methods;
import static jasyncio.internal.report.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import jasyncio.Mirrors;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitTreeTest {
  private static List<List<String>> tree(TaskInfo... tasks) throws CycleException {
    return AwaitTree.of(List.of(tasks), AwaitTree.Markers.DEFAULTS);
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_single_task_tree")
  void treeOfOneTaskIsOneLine() throws CycleException {
    assertThat(tree(task(2, "Task-1", List.of()))).containsExactly(List.of("└── (T) Task-1"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_only_independent_tasks_tree")
  void hasARootForEachTaskWithoutAnAwaiter() throws CycleException {
    assertThat(tree(task(10, "A", List.of()), task(11, "B", List.of())))
        .containsExactly(List.of("└── (T) A"), List.of("└── (T) B"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsTree.test_asyncio_utils")
  void putsTasksBelowTheInnermostFrameOfEachThatAwaitsThem() throws CycleException {
    var trees =
        tree(
            task(1, "main", List.of("leave", "main")),
            task(2, "first", List.of("fetch"), 1L),
            task(3, "second", List.of(), 1L),
            task(4, "shared", List.of("work"), 2L, 3L));

    assertThat(trees)
        .containsExactly(
            List.of(
                "└── (T) main",
                "    └── App.main(App.java:7)",
                "        └── App.leave(App.java:7)",
                "            ├── (T) first",
                "            │   └── App.fetch(App.java:7)",
                "            │       └── (T) shared",
                "            │           └── App.work(App.java:7)",
                "            └── (T) second",
                "                └── (T) shared",
                "                    └── App.work(App.java:7)"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_deep_coroutine_chain")
  void hasALineWithinALineForEachFrame() throws CycleException {
    var lines = tree(task(1, "top", methods(50)), task(2, "bottom", List.of(), 1L)).getFirst();

    assertThat(lines).hasSize(52);
    for (int i = 0; i < 52; i++) {
      assertThat(lines.get(i)).startsWith(" ".repeat(4 * i) + "└── ");
    }
    assertThat(lines.get(51)).endsWith("(T) bottom");
  }

  @Test
  void tellsWhatATaskWaitsForThatAwaitsNoOther() throws CycleException {
    var sleeping =
        new TaskInfo(2, "sleeper", "suspended", List.of(), "sleep for another 1 s", List.of(1L));
    var waiting = new TaskInfo(1, "main", "suspended", List.of(), "Task[name=sleeper]", List.of());

    assertThat(tree(waiting, sleeping))
        .containsExactly(
            List.of(
                "└── (T) main", "    └── (T) sleeper", "        └── ... sleep for another 1 s"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsEdgeCases.test_task_with_no_name")
  void bearsATaskWithoutAName() throws CycleException {
    assertThat(tree(task(2, null, List.of()))).containsExactly(List.of("└── (T) null"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsEdgeCases.test_tree_rendering_with_custom_emojis")
  void takesOtherMarkers() throws CycleException {
    var tasks = List.of(task(1, "main", List.of("run")), task(2, "child", List.of(), 1L));

    assertThat(AwaitTree.of(tasks, new AwaitTree.Markers("🧵", "🔁", "⏳")))
        .containsExactly(
            List.of("└── 🧵 main", "    └── 🔁 App.run(App.java:7)", "        └── 🧵 child"));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsEdgeCases.test_task_with_missing_awaiter_id")
  void callsAnAwaiterUnknownThatIsNotInTheDump() throws CycleException {
    assertThat(tree(task(2, "orphan", List.of(), 999L)))
        .containsExactly(List.of("└── (T) Unknown", "    └── (T) orphan"));
  }

  private static List<List<Long>> cycles(TaskInfo... tasks) {
    return assertThat(catchThrowable(() -> tree(tasks)))
        .asInstanceOf(type(CycleException.class))
        .actual()
        .cycles();
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_cycle_detection")
  void isRefusedForTwoTasksThatAwaitEachOther() {
    assertThat(cycles(task(2, "A", List.of(), 3L), task(3, "B", List.of(), 2L)))
        .containsExactly(List.of(3L, 2L, 3L));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsTree.test_asyncio_utils_cycles")
  void isRefusedForARingWithinATree() {
    var cycles =
        cycles(
            task(2, "root", List.of()),
            task(3, "a", List.of(), 2L, 5L),
            task(4, "b", List.of(), 3L),
            task(5, "c", List.of(), 4L));

    assertThat(cycles).containsExactly(List.of(3L, 4L, 5L, 3L));
  }

  @Test
  @Mirrors("test_tools.TestAsyncioToolsBasic.test_multiple_cycles_same_node")
  void tellsOfARingThroughAllTasksInIt() {
    var cycles =
        cycles(
            task(1, "A", List.of(), 2L, 3L),
            task(2, "B", List.of(), 3L),
            task(3, "C", List.of(), 1L));

    assertThat(cycles).anySatisfy(ring -> assertThat(ring).contains(1L, 2L, 3L));
  }
}
