package jasyncio.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A real browser, for tests of pages.
final class Browser {
  private Browser() {}

  /// Opens `page` and prints the resulting document. A machine without a browser skips the test.
  /// test.
  ///
  /// @param folder the browser's own files
  static Command showing(Path folder, Object page) {
    var chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(chromium.isPresent(), "no Chromium is installed");
    return Command.of(folder, chromium.get(), "--headless", "--no-sandbox", "--disable-gpu")
        .and("--user-data-dir=" + folder.resolve("profile"), "--dump-dom", page);
  }
}
