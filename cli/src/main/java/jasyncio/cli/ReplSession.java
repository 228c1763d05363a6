package jasyncio.cli;

import jasyncio.Asyncio;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.LoopObserver;
import jasyncio.Task;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/// A JShell and the loop that its snippets run on.
///
/// Belongs to one thread, which is not the loop's; [#interrupt()] may be called on any.
final class ReplSession implements AutoCloseable {
  // in order of increasing precedence: jasyncio's Future hides that of java.base
  private static final List<String> IMPORTS =
      List.of(
          "import module java.base;", "import jasyncio.*;", "import static jasyncio.Asyncio.*;");

  private static final String HELP =
      """
      Java, with java.base, jasyncio.* and jasyncio.Asyncio.* imported. Each snippet is a coroutine:
        await(sleep(seconds(1)))
        var task = createTask(() -> { ... })
      /tasks  the tasks that go on, and what they wait for
      /help   this
      /exit   ends the session, as Ctrl-D does, and cancels the tasks that are left
      Ctrl-C cancels the snippet that runs, and no other task.
      """;

  // prefix of the names of snippets' tasks
  private static final String NAME = "snippet-";

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final SnippetTraces traces = new SnippetTraces();
  private final SnippetTasks tasks;
  private final SnippetExecution execution;
  private final JShell shell;
  private final SnippetSource source;
  private final Feedback feedback;

  // number of the snippet that is being evaluated; the imports have none
  private int number;
  private boolean failed;

  ReplSession(EventLoop loop) {
    tasks = new SnippetTasks(loop);
    execution = new SnippetExecution(tasks, this::begin);
    shell =
        JShell.builder()
            .executionEngine(new Provider(execution), Map.of())
            .compilerOptions("--class-path", System.getProperty("java.class.path"))
            .idGenerator((_, _) -> Integer.toString(number))
            .tempVariableNameGenerator(() -> "$" + number)
            .build();
    IMPORTS.forEach(shell::eval);
    source = new SnippetSource(shell.sourceCodeAnalysis());
    feedback = new Feedback(shell, out, err);
    loop.callSoonThreadsafe(() -> {
      loop.setExceptionHandler(this::report);
      loop.addObserver(new FailureNotes());
    });
  }

  private record Provider(ExecutionControl execution) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "jasyncio";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return execution;
    }
  }

  private void report(EventLoop loop, ExceptionContext context) {
    var thrown = context.exception();
    if (thrown != null) {
      traces.shorten(thrown);
    }
    loop.defaultExceptionHandler(context);
  }

  /// Prints a note as soon as a task fails. A task that a variable holds never becomes garbage, so
  /// that its failure would otherwise be reported only at the end.
  private final class FailureNotes implements LoopObserver {
    @Override
    public void taskEnded(Task<?> task, @Nullable Throwable failure) {
      if (failure != null && !task.getName().startsWith(NAME) && !isAwaited(task)) {
        err.println(task.getName() + " failed: " + failure);
      }
    }

    private static boolean isAwaited(Task<?> task) {
      var graph = Asyncio.captureCallGraph(task);
      return graph != null && !graph.awaitedBy().isEmpty();
    }
  }

  SnippetSource source() {
    return source;
  }

  /// Returns whether any snippet has failed so far.
  boolean failed() {
    return failed;
  }

  /// Runs the complete snippets at the beginning of `text`, until one fails, and prints their
  /// results.
  ///
  /// @return the beginning of an incomplete snippet; empty if there is none
  String evaluate(String text) {
    tasks.begin();
    try {
      var split = source.split(text);
      boolean good = split.snippets().stream().allMatch(this::evaluateOne);
      failed |= !good;
      return good ? split.rest() : "";
    } finally {
      tasks.end();
    }
  }

  /// Runs `text`, which is not complete, so that the compiler reports what is missing.
  void evaluateIncomplete(String text) {
    failed |= !evaluateOne(text);
  }

  private boolean evaluateOne(String snippet) {
    if (tasks.interrupted()) {
      err.println("interrupted");
      return false;
    }
    number++;
    boolean good = tell(shell.eval(snippet));
    learn();
    return good;
  }

  private boolean tell(List<SnippetEvent> events) {
    boolean good = true;
    for (var event : events) {
      if (event.causeSnippet() == null) { // else about a dependent snippet
        good &= tell(event);
      }
    }
    return good;
  }

  private boolean tell(SnippetEvent event) {
    var failure = execution.takeFailure();
    if (failure == null) {
      return feedback.tell(event);
    }
    learn();
    traces.shorten(failure);
    feedback.tellFailure(event, failure);
    return false;
  }

  /// The name of the task of the snippet that is about to run.
  private String begin() {
    learn(); // its tasks may fail while it runs
    return NAME + number;
  }

  private void learn() {
    var analysis = shell.sourceCodeAnalysis();
    shell
        .snippets()
        .filter(this::hasCode)
        .map(snippet -> Map.entry(snippet.id(), analysis.wrapper(snippet)))
        .filter(entry -> !traces.knows(entry.getValue().fullClassName()))
        .forEach(entry -> traces.learn(entry.getKey(), entry.getValue()));
  }

  private boolean hasCode(Snippet snippet) {
    return switch (snippet.kind()) {
      case IMPORT, ERRONEOUS -> false;
      case TYPE_DECL, METHOD, VAR, EXPRESSION, STATEMENT -> shell.status(snippet).isDefined();
    };
  }

  /// Returns whether a line is a command, and not a comment.
  static boolean isCommand(String line) {
    return line.matches("/(?![/*]).*");
  }

  /// Carries a command out.
  ///
  /// @return whether the session continues
  boolean command(String line) {
    switch (line.strip()) {
      case "/exit" -> {
        return false;
      }
      case "/help" -> out.print(HELP);
      case "/tasks" -> out.print(traces.translated(OwnTasks.tree()));
      default -> err.println(line.strip() + ": no such command; /help shows those there are");
    }
    return true;
  }

  /// Cancels the running snippet; see [SnippetTasks#interrupt()].
  SnippetTasks.Reach interrupt() {
    return tasks.interrupt();
  }

  @Override
  public void close() {
    shell.close();
  }
}
