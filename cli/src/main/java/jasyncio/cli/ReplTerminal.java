package jasyncio.cli;

import jasyncio.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// The REPL at a terminal: lines to edit, a history, completion.
final class ReplTerminal {
  // an exit code for the shell: 128 + SIGINT
  private static final int INTERRUPTED = 130;
  private static final List<String> COMMANDS = List.of("/exit", "/help", "/tasks");

  private final Terminal terminal;
  private final LineReader reader;
  private final TerminalOutput output;
  private final CompletableFuture<ReplSession> session;

  private ReplTerminal(Terminal terminal, EventLoop loop) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("jasyncio")
            .parser(this::parse)
            .completer((_, line, candidates) -> complete(line, candidates))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // in Java, ! is not history
            .variable(LineReader.BLINK_MATCHING_PAREN, 0)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
            .variable(LineReader.HISTORY_FILE, historyFile())
            .build();
    this.output = new TerminalOutput(reader);
    // takes longer than typing the first line
    this.session = CompletableFuture.supplyAsync(() -> new ReplSession(loop));
  }

  /// Reads and answers lines until the user leaves.
  ///
  /// @return the exit code
  static int converse(EventLoop loop) {
    try (var terminal = TerminalBuilder.builder().graphemeCluster(false).build()) {
      var talk = new ReplTerminal(terminal, loop);
      terminal.handle(Terminal.Signal.INT, _ -> talk.interrupt());
      try (var _ = talk.output) {
        talk.talk();
        talk.session().close();
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the terminal", e);
    }
  }

  private static Path historyFile() {
    var state = System.getenv("XDG_STATE_HOME");
    var folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    var file = folder.resolve("jasyncio").resolve("history");
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException _) {
      // the history of earlier sessions is then missing
    }
    return file;
  }

  private ReplSession session() {
    return session.join();
  }

  private void interrupt() {
    terminal.writer().println(); // the terminal wrote ^C
    switch (session().interrupt()) {
      case NOBODY, SNIPPET -> {}
      case UNANSWERED -> System.out.println("the loop is stuck: Ctrl-C again ends the session");
      case STUCK -> System.exit(INTERRUPTED);
    }
  }

  private void talk() {
    System.out.println(
        """
        jasyncio REPL on Java %s
        Use "await(...)" directly instead of "run(...)". Type "/help" for more.\
        """
            .formatted(Runtime.version()));
    while (true) {
      output.finish();
      try {
        if (!answer(reader.readLine(">>> "))) {
          return;
        }
      } catch (UserInterruptException _) {
        // the line is dropped
      } catch (EndOfFileException _) {
        return;
      }
    }
  }

  private boolean answer(String text) {
    if (Thread.interrupted()) {
      return true; // by a Ctrl-C, as the line was about to end
    }
    if (ReplSession.isCommand(text)) {
      return session().command(text);
    }
    session().evaluate(text);
    return true;
  }

  private ParsedLine parse(String text, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE
        && !ReplSession.isCommand(text)
        && !session().source().split(text).rest().isEmpty()) {
      throw new EOFError(-1, -1, "more is to come");
    }
    return new Word(text, cursor);
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    var texts =
        line.line().startsWith("/")
            ? COMMANDS
            : session().source().completions(line.line(), line.cursor());
    for (var text : texts) {
      candidates.add(new Candidate(text, text, null, null, null, null, false));
    }
  }

  /// A text that is one word for JLine: the one at the cursor.
  private record Word(String line, int cursor) implements CompletingParsedLine {
    private int start() {
      return line.startsWith("/") ? 0 : SnippetSource.wordStart(line, cursor);
    }

    @Override
    public String word() {
      return line.substring(start(), cursor);
    }

    @Override
    public int wordCursor() {
      return cursor - start();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return wordCursor();
    }
  }
}
