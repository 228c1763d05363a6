package jasyncio.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a script that has a shell complete the command line.
@Command(
    name = "completion",
    description = {
      "Writes a script for a shell that completes commands and options.",
      "bash, zsh: source <(jasyncio completion bash)",
      "fish: jasyncio completion fish | source"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Completion implements Runnable {
  /// picocli's script for bash serves zsh as well.
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Override
  public void run() {
    CommandLine jasyncio = spec.root().commandLine();
    String script =
        switch (shell) {
          case bash, zsh -> AutoComplete.bash(jasyncio.getCommandName(), jasyncio);
          case fish -> FishCompletion.of(jasyncio.getCommandSpec());
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }
}
