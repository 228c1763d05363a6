package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.Traceback;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `jasyncio`, whose functions are its subcommands. Alone it shows its help.
///
/// Exit codes: that of the program; 1 if the program threw; 130 if a Ctrl-C ended it; 2 if the
/// command could not be carried out.
@Command(
    name = "jasyncio",
    description = "Python's asyncio for Java.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      New.class,
      Run.class,
      Repl.class,
      Explain.class,
      Inspect.Ps.class,
      Inspect.PsTree.class,
      Inspect.Dump.class,
      Top.class,
      Monitor.class,
      Completion.class
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      description = "Shows this help.",
      usageHelp = true,
      scope = ScopeType.INHERIT)
  @SuppressWarnings("unused") // picocli reads it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "Shows the versions of jasyncio and of the JDK.",
      versionHelp = true)
  @SuppressWarnings("unused") // picocli reads it
  private boolean version;

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

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
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
    command
        .getErr()
        .printf(
            "%s: %s%s (see %1$s --help)%n", spec.qualifiedName(), problem(e), Suggestion.after(e));
    return spec.exitCodeOnInvalidInput();
  }

  /// In picocli's words, but for a command that does not exist: it knows arguments only.
  private static String problem(ParameterException e) {
    boolean isCommand =
        e instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !e.getCommandLine().getSubcommands().isEmpty();
    return isCommand
        ? "no such command: " + ((UnmatchedArgumentException) e).getUnmatched().getFirst()
        : requireNonNull(e.getMessage());
  }
}
