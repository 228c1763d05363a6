package jasyncio.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command that makes another process show its loops on a page, for as long as the command
/// runs.
@Command(
    name = "monitor",
    description = {
      "Shows the loops of a process live on a page in the browser: tasks, lag, slow steps.",
      "Prints its address, which is good on this machine and until this command ends."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Monitor implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the page is to be had; any port that is free if it is not given.")
  private int port;

  @Option(names = "--cancel", description = "Lets the page cancel tasks.")
  private boolean cancel;

  @Parameters(paramLabel = "PID", description = "The process.")
  private long pid;

  @Override
  public Integer call() throws IOException {
    try (LiveView view = Inspection.monitor(pid, port, cancel)) {
      System.out.print(view.greeting());
      System.out.flush();
      view.awaitEnd();
      return 0;
    } catch (NotInspectable e) {
      spec.commandLine().getErr().printf("%s: %d: %s%n", spec.qualifiedName(), pid, e.getMessage());
      return spec.exitCodeOnInvalidInput();
    }
  }
}
