package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The resources of SurveyedEchoServer.java: unfinished tasks, threads, open files, KiB of heap.
record Survey(int tasks, int threads, int files, int heap) {
  // what comes and goes with the classes and code that the JVM loads meanwhile
  private static final int HEAP_SLACK = 4096;

  static Survey of(Program server) throws IOException {
    server.input().write("survey\n".getBytes(StandardCharsets.US_ASCII));
    server.input().flush();
    var numbers = server.await("^tasks (\\d+), threads (\\d+), files (\\d+), heap (\\d+)$");
    return new Survey(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Integer.parseInt(numbers.group(3)),
        Integer.parseInt(numbers.group(4)));
  }

  /// Asks `server` until it holds no more than `before`, as it may still be closing what is over.
  static void awaitAtMost(Survey before, Program server) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var now = of(server);
    while (!now.isAtMost(before) && System.nanoTime() < deadline) {
      now = of(server);
    }
    assertThat(now).matches(survey -> survey.isAtMost(before), "at most " + before);
  }

  private boolean isAtMost(Survey other) {
    return tasks <= other.tasks
        && threads <= other.threads
        && files <= other.files
        && heap <= other.heap + HEAP_SLACK;
  }
}
