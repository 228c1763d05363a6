package jasyncio.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A process with one member, which does what lines on its standard input say, and answers in
/// lines: see [MemberProgram].
final class MemberProcess implements AutoCloseable {
  // far more than anything takes, on a machine that is busy with other things
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final PrintWriter input;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<String> all = new ArrayList<>();

  /// @param prefix what runs the JVM, such as `ip netns exec`; may be empty
  MemberProcess(String name, List<String> prefix, String... arguments) throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Djava.net.preferIPv4Stack=true",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            MemberProgram.class.getName(),
            name));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    input = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), true);
    Thread.ofVirtual().start(this::readAnswers);
  }

  private void readAnswers() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (all) {
          all.add(line);
        }
        if (line.startsWith("> ")) {
          answers.add(line.substring(2));
        }
      }
    } catch (IOException e) {
      answers.add("process ended: " + e);
    }
  }

  /// Sends a line, and gives what is answered next.
  String ask(String line) {
    send(line);
    return answer();
  }

  void send(String line) {
    input.println(line);
  }

  /// The next answer.
  String answer() {
    return answer(PATIENCE);
  }

  String answer(Duration patience) {
    try {
      String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new AssertionError("no answer within " + patience + " from " + this);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Sends `line` again and again until the answer is `expected`.
  void askUntil(String line, String expected) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    for (String answer = ask(line); !answer.equals(expected); answer = ask(line)) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            line + ": expected " + expected + ", got " + answer + " from " + this);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50); // between looks, not for anything to happen
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends a signal, as `STOP`.
  void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Ends the process without a chance to do anything.
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(this + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    synchronized (all) {
      return "process " + name + ", which said:\n" + String.join("\n", all);
    }
  }
}
