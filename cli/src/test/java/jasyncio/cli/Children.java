package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Processes for tests that inspect others; they end with the test.
abstract class Children {
  @TempDir Path folder;
  private final List<Started> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws Exception {
    for (var started : processes) {
      started.process().destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  Started start(Command command) throws Exception {
    var started = command.start();
    processes.add(started);
    return started;
  }

  /// A process that has reported that it is ready.
  long ready(Command command) throws Exception {
    var started = start(command);
    awaitOutput(started, "ready");
    return started.process().pid();
  }

  static void awaitOutput(Started started, String text) throws Exception {
    while (!Files.readString(started.out()).contains(text)) {
      assertThat(started.process().isAlive()).as(Files.readString(started.err())).isTrue();
      Thread.sleep(20);
    }
  }

  /// A program that runs on `engine`.
  Command program(String engine, String source) throws Exception {
    var file = Files.writeString(folder.resolve("Program.java"), source);
    return Command.jasyncio(folder, "run", "--engine", engine, file);
  }
}
