package jasyncio.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command that runs a program, and optionally writes a trace of its loops.
@Command(name = "run", description = "Runs a Java program from its source file.")
final class Run extends RunningCommand {
  @Option(
      names = "--trace",
      paramLabel = "OUT",
      description = "Writes what the loops did to OUT, for Perfetto or chrome://tracing.")
  private @Nullable Path trace;

  @Override
  int launch(Path file) {
    Path trace = this.trace;
    if (trace == null) {
      return run();
    }
    Recorder.recordAll(file);
    try (var _ = new AtEnd(() -> write(trace, RecordingTrace.of(Recorder.recordings())))) {
      return run();
    }
  }
}
