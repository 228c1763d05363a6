package jasyncio.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/// Costs of the JDK itself, for comparison with the other figures.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class Baseline {
  /// A virtual thread of the JDK's own scheduler, started and waited for.
  @Benchmark
  public void virtualThread() throws InterruptedException {
    Thread.startVirtualThread(() -> {}).join();
  }
}
