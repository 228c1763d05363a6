package jasyncio.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Repeats a workload and prints what each repetition measured: `metric`, a tab, the figure.
///
/// At first it repeats without printing, until the JIT compilers have had time; then for at least
/// as long as gives a figure to trust, with a full collection before each repetition.
final class Harness {
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long MEASURED_NANOS = 2_000_000_000L;
  private static final int MOST = 5;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// One repetition; puts what it measures.
  interface Workload {
    void run(Harness harness) throws Exception;
  }

  private final int least;
  private boolean measuring;

  Harness() {
    this(2);
  }

  /// @param least how many repetitions are measured at least, however long they take
  Harness(int least) {
    this.least = least;
  }

  void repeat(Workload workload) throws Exception {
    for (long began = now(); now() - began < WARM_UP_NANOS; ) {
      collectAndRun(workload);
    }
    measuring = true;
    long began = now();
    for (int n = 0; n < least || (n < MOST && now() - began < MEASURED_NANOS); n++) {
      collectAndRun(workload);
    }
  }

  /// Without warm-up, for what can be measured only in a new process.
  void once(Workload workload) throws Exception {
    measuring = true;
    collectAndRun(workload);
  }

  private void collectAndRun(Workload workload) throws Exception {
    System.gc();
    workload.run(this);
  }

  /// Prints a figure, unless this is the warm-up.
  void put(String metric, double value) {
    if (measuring) {
      System.out.printf("%s\t%.1f%n", metric, value);
    }
  }

  static long now() {
    return System.nanoTime();
  }

  /// What all threads of this process have used so far.
  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }
}
