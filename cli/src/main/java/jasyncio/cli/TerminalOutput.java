package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jline.reader.LineReader;

/// Standard output at a terminal: while the user types a line, other output appears above it, in
/// whole lines.
///
/// A thread of its own does the printing. A thread that prints holds the lock of its stream; the
/// thread that reads holds that of the reader, and may want to print: without the printing thread,
/// each could wait for the other.
final class TerminalOutput implements AutoCloseable {
  private static final long SECONDS_TO_FINISH = 1;

  private final LineReader reader;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ExecutorService printer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("repl-output").factory());

  // a line that has no end yet; printer's thread only
  private String pending = "";

  // Logs keep the stream that they had at first; once closed, output is printed as if there were no
  // reader.
  private volatile boolean closed;

  /// Replaces standard output and standard error.
  TerminalOutput(LineReader reader) {
    this.reader = reader;
    var stream = new PrintStream(new Chunks(), true, UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    Runtime.getRuntime().addShutdownHook(new Thread(this::finish));
  }

  /// Waits until everything written so far is printed.
  void finish() {
    var done = new CompletableFuture<Void>();
    printer.execute(() -> done.complete(null));
    done.completeOnTimeout(null, SECONDS_TO_FINISH, TimeUnit.SECONDS).join();
  }

  /// Restores the previous streams.
  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    finish();
    closed = true;
  }

  /// Prints a chunk. Printer's thread only.
  private void print(byte[] chunk) {
    var text = pending + new String(chunk, UTF_8);
    boolean reading = reader.isReading();
    int end = reading ? text.lastIndexOf('\n') + 1 : text.length();
    pending = text.substring(end);
    if (closed) {
      out.print(text);
      out.flush();
    } else if (!reading) {
      reader.getTerminal().writer().print(text);
      reader.getTerminal().flush();
    } else if (end > 0) {
      reader.printAbove(text.substring(0, end));
    }
  }

  /// Collects the output up to a flush. Guarded by the lock of the stream.
  private final class Chunks extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] more, int offset, int length) {
      bytes.write(more, offset, length);
    }

    @Override
    public void flush() {
      if (bytes.size() > 0) {
        byte[] chunk = bytes.toByteArray();
        bytes.reset();
        printer.execute(() -> print(chunk));
      }
    }
  }
}
