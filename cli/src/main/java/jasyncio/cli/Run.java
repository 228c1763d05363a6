package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.KeyboardInterrupt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a program from its source, as `java FILE` does, with jasyncio on its class path.
@Command(name = "run", description = "Runs a Java program from its source file.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Run implements Callable<Integer> {
  /// The values of the property `jasyncio.engine`; `auto` is to leave it alone.
  enum EngineChoice {
    auto,
    carrier,
    portable
  }

  // of a program ended by a Ctrl-C, to a shell: 128 + SIGINT
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      description = "How tasks are switched: ${COMPLETION-CANDIDATES}.",
      defaultValue = "auto")
  private EngineChoice engine;

  @Option(
      names = "--trace",
      paramLabel = "OUT",
      description = "Writes what the loops did to OUT, for Perfetto or chrome://tracing.")
  private @Nullable Path trace;

  @Parameters(index = "0", paramLabel = "FILE", description = "The source file.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of the program.")
  private String[] args = {};

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      return refuse(Files.exists(file) ? "not a file" : "no such file");
    }
    if (!file.toString().endsWith(".java")) {
      return refuse("not a Java source file: its name must end in .java");
    }
    if (engine != EngineChoice.auto) {
      System.setProperty("jasyncio.engine", engine.name());
    }
    return launch();
  }

  private int launch() {
    if (trace == null) {
      return launchUnseen();
    }
    Recorder.recordAll(file);
    try {
      return launchUnseen();
    } finally {
      write(trace, RecordingTrace.of(Recorder.recordings()));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private int launchUnseen() {
    try {
      SourceProgram.compile(file).load().invoke(args);
      return 0;
    } catch (NotRunnable e) {
      return refuse(requireNonNull(e.getMessage()));
    } catch (ProgramFailure e) {
      if (e.getCause() instanceof KeyboardInterrupt) {
        return INTERRUPTED;
      }
      throw e;
    }
  }

  private int refuse(String reason) {
    spec.commandLine().getErr().printf("%s: %s: %s%n", spec.qualifiedName(), file, reason);
    return spec.exitCodeOnInvalidInput();
  }
}
