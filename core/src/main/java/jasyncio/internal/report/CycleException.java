package jasyncio.internal.report;

import java.util.List;

/// Tasks await each other in a ring, so that there is no tree of them.
public final class CycleException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<List<Long>> cycles;

  CycleException(List<List<Long>> cycles) {
    super("tasks await each other: " + cycles);
    this.cycles = List.copyOf(cycles);
  }

  /// The ids of the tasks of each ring, from one of them back to it.
  public List<List<Long>> cycles() {
    return cycles;
  }
}
