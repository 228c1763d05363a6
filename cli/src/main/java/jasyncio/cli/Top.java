package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command that inspects another process each second. On a terminal each view replaces the
/// last.
@Command(
    name = "top",
    description = {
      "Shows each second what the loops of a process do, and whose time that is.",
      "Lag is how long what is ready has to wait: for the steps before it, and, of timers, past their time."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Top implements Callable<Integer> {
  private static final long PERIOD_MILLIS = 1000;
  private static final String CLEAR = "\033[H\033[2J\033[3J";

  @Spec private CommandSpec spec;

  @Option(
      names = "-n",
      paramLabel = "COUNT",
      description = "Ends after so many looks; without it, when the process does.")
  private int count = Integer.MAX_VALUE;

  @Parameters(paramLabel = "PID", description = "The process.")
  private long pid;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LiveView view = Inspection.live(pid)) {
      show(view);
      return 0;
    } catch (NotInspectable e) {
      spec.commandLine().getErr().printf("%s: %d: %s%n", spec.qualifiedName(), pid, e.getMessage());
      return spec.exitCodeOnInvalidInput();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // NullAway does not know it
  private void show(LiveView view) throws InterruptedException {
    var console = System.console();
    boolean live = console != null && console.isTerminal();
    var out = new PrintStream(System.out, false, UTF_8);
    view.look(); // the measurement starts here
    for (int i = 0; i < count; i++) {
      Thread.sleep(PERIOD_MILLIS);
      String text = view.look();
      if (view.isOver()) {
        return;
      }
      out.print(live ? CLEAR + text : text + System.lineSeparator());
      out.flush();
    }
  }
}
