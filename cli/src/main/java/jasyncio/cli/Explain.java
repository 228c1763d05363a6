package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a program and shows turn by turn what its loops did.
@Command(name = "explain", description = "Runs a Java program and shows what its loop did.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Explain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      description = "How tasks are switched: ${COMPLETION-CANDIDATES}.",
      defaultValue = "auto")
  private Run.EngineChoice engine;

  @Option(
      names = "--html",
      paramLabel = "OUT",
      description = "Writes a page to step through in a browser, instead of text.")
  private @Nullable Path html;

  @Parameters(index = "0", paramLabel = "FILE", description = "The source file.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of the program.")
  private String[] args = {};

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      return refuse(Files.exists(file) ? "not a file" : "no such file");
    }
    if (engine != Run.EngineChoice.auto) {
      System.setProperty("jasyncio.engine", engine.name());
    }
    Recorder.recordAll(file);
    try {
      SourceProgram.compile(file).load().invoke(args);
      return 0;
    } catch (NotRunnable e) {
      return refuse(requireNonNull(e.getMessage()));
    } finally {
      show(Recorder.recordings());
    }
  }

  private void show(List<Recording> recordings) {
    if (html != null && !recordings.isEmpty()) {
      write(html, RecordingPage.of(file + " explained", recordings));
      return;
    }
    for (var recording : recordings) {
      System.out.writeBytes(("\n" + RecordingText.of(recording)).getBytes(UTF_8));
    }
  }

  private static void write(Path file, String text) {
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
