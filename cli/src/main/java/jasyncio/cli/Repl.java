package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.EventLoop;
import jasyncio.Runner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A JShell whose snippets are coroutines of one loop.
///
/// The loop has the main thread, and another thread reads, compiles and prints, so that tasks
/// continue while the user types.
@Command(name = "repl", description = "Runs what you type, with await at the top level.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Repl implements Callable<Integer> {
  @Option(
      names = "--engine",
      description = "How tasks are switched: ${COMPLETION-CANDIDATES}.",
      defaultValue = "auto")
  private RunningCommand.EngineChoice engine;

  @Override
  public Integer call() {
    if (engine != RunningCommand.EngineChoice.auto) {
      System.setProperty("jasyncio.engine", engine.name());
    }
    try (var runner = new Runner()) {
      return converse(runner.getLoop(), isAtTerminal());
    } // cancels the remaining tasks
  }

  @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25
  private static boolean isAtTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  private static int converse(EventLoop loop, boolean atTerminal) {
    var exitCode = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .name("repl")
        .daemon()
        .start(() -> {
          try {
            exitCode.complete(atTerminal ? ReplTerminal.converse(loop) : ReplScript.run(loop));
          } catch (Throwable t) {
            exitCode.completeExceptionally(t);
          }
          loop.callSoonThreadsafe(loop::stop);
        });
    while (!exitCode.isDone()) {
      runForever(loop);
    }
    return requireNonNull(exitCode.join());
  }

  /// Runs the loop for ever. A fatal error, such as a lack of memory, ends a run and one task; the
  /// other tasks continue.
  private static void runForever(EventLoop loop) {
    try {
      loop.runForever();
    } catch (VirtualMachineError e) {
      System.err.println("the loop goes on after " + e);
    }
  }
}
