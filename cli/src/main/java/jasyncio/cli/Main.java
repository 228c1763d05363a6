package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.Traceback;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command `jasyncio`, whose functions are its subcommands.
///
/// Exit codes: that of the program; 1 if the program threw; 130 if a Ctrl-C ended it; 2 if the
/// command could not be carried out.
@Command(
    name = "jasyncio",
    description = "Python's asyncio for Java.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Run.class,
      Repl.class,
      Explain.class,
      Inspect.Ps.class,
      Inspect.PsTree.class,
      Inspect.Dump.class,
      Top.class,
      Monitor.class
    })
final class Main {
  @Option(
      names = {"-h", "--help"},
      description = "Shows this help.",
      usageHelp = true,
      scope = ScopeType.INHERIT)
  @SuppressWarnings("unused") // picocli reads it
  private boolean help;

  private Main() {}

  static void main(String... args) throws Throwable {
    try {
      int exitCode = commandLine().execute(args);
      if (exitCode != 0) {
        System.exit(exitCode);
      }
    } catch (ProgramFailure e) {
      report();
      throw requireNonNull(e.getCause()); // as `java FILE` does
    }
  }

  /// Makes this thread report an uncaught exception in readable form, unless the program has a
  /// handler of its own.
  private static void report() {
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.currentThread()
          .setUncaughtExceptionHandler((thread, thrown) ->
              System.err.print(
                  "Exception in thread \"%s\" %s"
                      .formatted(thread.getName(), Traceback.of(thrown))));
    }
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setStopAtPositional(true) // what follows FILE is the program's,
        .setExpandAtFiles(false) // even an argument such as @home
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::explain);
  }

  private static int explain(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    var spec = command.getCommandSpec();
    command.getErr().printf("%s: %s (see %1$s --help)%n", spec.qualifiedName(), e.getMessage());
    return spec.exitCodeOnInvalidInput();
  }
}
