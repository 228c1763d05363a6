package jasyncio.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// A harness that repeats a workload and prints the figures of each repetition: `metric`, a tab,
/// the figure.
///
/// The first repetitions are not printed, so that the JIT compilers have time; the others continue
/// for as long as a reliable figure needs, with a full collection before each repetition.
final class Harness {
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long MEASURED_NANOS = 2_000_000_000L;
  private static final int MOST = 5;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// Runs one repetition; puts its figures.
  interface Workload {
    void run(Harness harness) throws Exception;
  }

  private final int least;
  private boolean measuring;

  Harness() {
    this(2);
  }

  /// @param least the smallest number of measured repetitions, however long they take
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

  /// Runs without warm-up, for workloads that can be measured only in a new process.
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

  /// The CPU time that all threads of this process have used so far.
  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }
}
