package jasyncio.cli;

import jasyncio.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// The REPL without a terminal: reads snippets from standard input, and prints their values.
final class ReplScript {
  // an exit code for the shell: 128 + SIGINT
  private static final int INTERRUPTED = 130;

  private final ReplSession session;
  private volatile boolean interrupted;

  private ReplScript(ReplSession session) {
    this.session = session;
  }

  /// Runs the snippets of standard input.
  ///
  /// @return the exit code: 0; 1 if a snippet failed; 130 after a Ctrl-C, which cancels the running
  ///   snippet and skips the rest
  static int run(EventLoop loop) {
    try (var session = new ReplSession(loop)) {
      var script = new ReplScript(session);
      var previous = Signals.register("INT", script::interrupt);
      try {
        return script.run();
      } finally {
        Signals.unregister("INT", previous);
      }
    }
  }

  private void interrupt() {
    interrupted = true;
    switch (session.interrupt()) {
      case SNIPPET, UNANSWERED -> {}
      case NOBODY, STUCK -> System.exit(INTERRUPTED);
    }
  }

  private int run() {
    // not closed here, because this class did not open it
    var lines = new BufferedReader(new InputStreamReader(System.in, encoding()));
    var text = "";
    for (String line; !interrupted && (line = next(lines)) != null; ) {
      if (!text.isEmpty() || !ReplSession.isCommand(line)) {
        text = session.evaluate(text + line + "\n");
      } else if (!session.command(line)) {
        break;
      }
    }
    if (!interrupted && !text.isEmpty()) {
      session.evaluateIncomplete(text);
    }
    return interrupted ? INTERRUPTED : session.failed() ? 1 : 0;
  }

  private static Charset encoding() {
    var name = System.getProperty("stdin.encoding");
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  private static @Nullable String next(BufferedReader lines) {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read standard input", e);
    }
  }
}
