package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands that inspect another process: their names are those of the reports.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract sealed class Inspect implements Callable<Integer> {
  @Command(name = "ps", description = "Lists the tasks of a process.")
  static final class Ps extends Inspect {}

  @Command(name = "pstree", description = "Shows which tasks of a process await which.")
  static final class PsTree extends Inspect {}

  @Command(name = "dump", description = "Writes the tasks of a process as JSON.")
  static final class Dump extends Inspect {}

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "The process.")
  private long pid;

  @Option(
      names = "--all",
      description = "Shows every task and every frame, those of the library and the JDK, too.")
  private boolean all;

  @Override
  public Integer call() {
    try {
      System.out.writeBytes(Inspection.report(pid, spec.name(), all).getBytes(UTF_8));
      return 0;
    } catch (NotInspectable e) {
      spec.commandLine().getErr().printf("%s: %d: %s%n", spec.qualifiedName(), pid, e.getMessage());
      return spec.exitCodeOnInvalidInput();
    }
  }
}
