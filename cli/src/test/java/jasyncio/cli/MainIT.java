package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line's conventions, as a user's shell meets them.
class MainIT {
  @TempDir Path folder;

  @Test
  void showsItsHelpWithoutArguments() throws Exception {
    var ended = Command.jasyncio(folder).run();

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith("Usage: jasyncio").contains("  run  ", "  new  ");
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void tellsItsVersionAndTheOneOfTheJdk(String option) throws Exception {
    var ended = Command.jasyncio(folder, option).run();

    assertThat(ended.out()).matches("jasyncio \\d+\\.\\d+\\.\\d+\\S* on JDK \\d+\\S*\\n");
  }

  @ParameterizedTest
  @CsvSource({
    "rum, 'jasyncio: no such command: rum, did you mean `run`? (see jasyncio --help)'",
    "Boom.java, 'jasyncio: no such command: Boom.java, did you mean `run Boom.java`? (see jasyncio --help)'",
    "qqq, 'jasyncio: no such command: qqq (see jasyncio --help)'",
  })
  void suggestsTheNearestCommand(String word, String message) throws Exception {
    assertThat(Command.jasyncio(folder, word).run()).isEqualTo(new Ended(2, "", message + "\n"));
  }

  @Test
  void suggestsTheNearestOption() throws Exception {
    var message =
        "jasyncio run: Unknown option: '--engin', did you mean `--engine`? (see jasyncio run --help)\n";

    assertThat(Command.jasyncio(folder, "run", "--engin", "Any.java").run())
        .isEqualTo(new Ended(2, "", message));
  }

  @Test
  void completesInBash() throws Exception {
    var script = Command.jasyncio(folder, "completion", "bash").run().out();
    var ask =
        """
        COMP_WORDS=(jasyncio pst) COMP_CWORD=1 COMP_LINE="jasyncio pst" COMP_POINT=12
        _complete_jasyncio
        echo "${COMPREPLY[@]}"
        """;

    assertThat(Command.of(folder, "bash", "-s").withInput(script + ask).run())
        .isEqualTo(new Ended(0, "pstree\n", ""));
  }

  @Test
  void completesInFish() throws Exception {
    var script = Command.jasyncio(folder, "completion", "fish").run().out();

    assertThat(script)
        .contains("complete -c jasyncio -n __fish_use_subcommand -f -a pstree -d ")
        .contains(
            "complete -c jasyncio -n '__fish_seen_subcommand_from run' -l engine -x"
                + " -a 'auto carrier portable' -d ")
        .doesNotContain("${");
  }

  @Test
  void namesTheShellsThatItKnows() throws Exception {
    var ended = Command.jasyncio(folder, "completion", "tcsh").run();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("'tcsh'", "bash, zsh, fish");
  }
}
