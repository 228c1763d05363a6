package jasyncio.internal.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The graph of the tasks that await each other.
public final class AwaitGraph {
  // enough for a reader
  private static final int MOST_CYCLES = 100;

  // the name of an awaiter that is not among the tasks
  static final String UNKNOWN = "Unknown";

  private final Map<Long, TaskInfo> tasks = new LinkedHashMap<>();

  // from the awaiting to the awaited, in the order of the dump
  private final Map<Long, Set<Long>> awaits = new LinkedHashMap<>();
  private final Set<Long> awaited = new LinkedHashSet<>();

  /// The graph of `tasks`.
  public AwaitGraph(Collection<TaskInfo> tasks) {
    for (TaskInfo task : tasks) {
      this.tasks.put(task.id(), task);
      for (Long awaiter : task.awaitedBy()) {
        awaits.computeIfAbsent(awaiter, _ -> new LinkedHashSet<>()).add(task.id());
        awaited.add(task.id());
      }
    }
  }

  /// The name of a task; `Unknown` if there is no such task.
  public String nameOf(long id) {
    TaskInfo task = tasks.get(id);
    return task == null ? UNKNOWN : String.valueOf(task.name());
  }

  /// The frames of a task, innermost first; empty if there is no such task.
  List<StackTraceElement> stackOf(long id) {
    TaskInfo task = tasks.get(id);
    return task == null ? List.of() : task.stack();
  }

  /// The operation that a task waits for, in words; empty if it runs or is not known.
  String waitsFor(long id) {
    TaskInfo task = tasks.get(id);
    String text = task == null ? null : task.waitsFor();
    return text == null ? "" : text;
  }

  /// The tasks that the task `id` awaits.
  Collection<Long> childrenOf(long id) {
    return awaits.getOrDefault(id, Set.of());
  }

  /// The tasks that no task awaits.
  List<Long> roots() {
    Set<Long> roots = new LinkedHashSet<>(awaits.keySet());
    roots.addAll(tasks.keySet());
    roots.removeAll(awaited);
    return new ArrayList<>(roots);
  }

  /// The rings of tasks that await each other, each from one of its tasks back to it: of all that
  /// pass a task at least one.
  public List<List<Long>> cycles() {
    return new CycleSearch().run();
  }

  /// A search in depth. By hand, for rows of tasks may be longer than a stack is deep.
  private final class CycleSearch {
    // the tasks gone through, and whether they are on the path still
    private final Map<Long, Boolean> onPath = new HashMap<>();
    private final List<Long> path = new ArrayList<>();
    private final List<Iterator<Long>> branches = new ArrayList<>();
    private final List<List<Long>> cycles = new ArrayList<>();

    List<List<Long>> run() {
      for (Long start : awaits.keySet()) {
        if (!onPath.containsKey(start)) {
          enter(start);
          goOn();
        }
      }
      return cycles;
    }

    private void goOn() {
      while (!path.isEmpty()) {
        Iterator<Long> branch = branches.getLast();
        if (branch.hasNext()) {
          visit(branch.next());
        } else {
          onPath.put(path.removeLast(), false);
          branches.removeLast();
        }
      }
    }

    private void visit(Long id) {
      Boolean met = onPath.get(id);
      if (met == null) {
        enter(id);
      } else if (met && cycles.size() < MOST_CYCLES) {
        List<Long> cycle = new ArrayList<>(path.subList(path.indexOf(id), path.size()));
        cycle.add(id);
        cycles.add(cycle);
      }
    }

    private void enter(Long id) {
      onPath.put(id, true);
      path.add(id);
      branches.add(childrenOf(id).iterator());
    }
  }
}
