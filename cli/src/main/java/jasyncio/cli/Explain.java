package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command that runs a program and shows turn by turn what its loops did, however it ends.
@Command(name = "explain", description = "Runs a Java program and shows what its loop did.")
final class Explain extends RunningCommand {
  @Option(
      names = "--html",
      paramLabel = "OUT",
      description = "Writes a page to step through in a browser, instead of text.")
  private @Nullable Path html;

  @Override
  int launch(Path file) {
    Recorder.recordAll(file);
    try (var _ = new AtEnd(() -> show(file, Recorder.recordings()))) {
      return run();
    }
  }

  private void show(Path file, List<Recording> recordings) {
    if (html != null && !recordings.isEmpty()) {
      write(html, RecordingPage.of(file + " explained", recordings));
      return;
    }
    for (var recording : recordings) {
      System.out.writeBytes(("\n" + RecordingText.of(recording)).getBytes(UTF_8));
    }
  }
}
