package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.KeyboardInterrupt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A command that runs a program from its source, as `java FILE` does, with jasyncio on its class
/// path.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract sealed class RunningCommand implements Callable<Integer> permits Run, Explain {
  /// The values of the property `jasyncio.engine`; with `auto` it is not set.
  enum EngineChoice {
    auto,
    carrier,
    portable
  }

  // an exit code for the shell, after a Ctrl-C: 128 + SIGINT
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      description = "How tasks are switched: ${COMPLETION-CANDIDATES}.",
      defaultValue = "auto")
  private EngineChoice engine;

  @Parameters(index = "0", paramLabel = "FILE", description = "The source file.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of the program.")
  private String[] args = {};

  @Override
  public final Integer call() {
    if (!Files.isRegularFile(file)) {
      return refuse(Files.exists(file) ? "not a file" : "no such file");
    }
    if (!file.toString().endsWith(".java")) {
      return refuse("not a Java source file: its name must end in .java");
    }
    if (engine != EngineChoice.auto) {
      System.setProperty("jasyncio.engine", engine.name());
    }
    LogSettings.use();
    return launch(file);
  }

  /// Runs the program by [#run()], and does the work of the command. Returns the exit code.
  abstract int launch(Path file);

  /// Runs the program to the end of its `main`. Returns the exit code.
  ///
  /// @throws ProgramFailure with the exception that the program threw, unless a Ctrl-C ended it
  final int run() {
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

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private int refuse(String reason) {
    spec.commandLine().getErr().printf("%s: %s: %s%n", spec.qualifiedName(), file, reason);
    return spec.exitCodeOnInvalidInput();
  }
}
