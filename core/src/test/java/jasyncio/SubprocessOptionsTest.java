package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubprocessOptionsTest {

  @Test
  void changeOneAtATime() {
    var options =
        SubprocessOptions.DEFAULTS
            .withStdin(Stdio.PIPE)
            .withStdout(Stdio.DEVNULL)
            .withStderr(Stdio.STDOUT)
            .withCwd(Path.of("/"))
            .withEnv(Map.of("A", "b"))
            .withLimit(10)
            .withStartNewSession(true)
            .withStopOnCancel(Duration.ofSeconds(1));

    assertThat(options.stdin()).isEqualTo(Stdio.PIPE);
    assertThat(options.stdout()).isEqualTo(Stdio.DEVNULL);
    assertThat(options.stderr()).isEqualTo(Stdio.STDOUT);
    assertThat(options.cwd()).isEqualTo(Path.of("/"));
    assertThat(options.env()).isEqualTo(Map.of("A", "b"));
    assertThat(options.limit()).isEqualTo(10);
    assertThat(options.startNewSession()).isTrue();
    assertThat(options.stopOnCancel()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void keepTheEnvironmentThatTheyWereGiven() {
    var environment = new HashMap<>(Map.of("A", "b"));
    var options = SubprocessOptions.DEFAULTS.withEnv(environment);
    environment.clear();

    assertThat(options.env()).isEqualTo(Map.of("A", "b"));
  }

  @Test
  void refuseWhatMakesNoSense() {
    var options = SubprocessOptions.DEFAULTS;
    assertThatThrownBy(() -> options.withStdin(Stdio.STDOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stdin is STDOUT, which only stderr can be");
    assertThatThrownBy(() -> options.withStdout(Stdio.STDOUT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit <= 0: 0");
    assertThatThrownBy(() -> options.withStopOnCancel(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Mirrors({
    "test_events.SubprocessTestsMixin.test_subprocess_exec_invalid_args",
    "test_events.SubprocessTestsMixin.test_subprocess_shell_invalid_args",
    "test_subprocess.SubprocessMixin.test_create_subprocess_exec_text_mode_fails",
    "test_subprocess.SubprocessMixin.test_create_subprocess_shell_text_mode_fails"
  })
  void knowNoTextMode() {
    assertThat(Stream.of(SubprocessOptions.class.getMethods()))
        .extracting(Method::getName)
        .contains("env")
        .doesNotContain("text", "universalNewlines", "encoding", "errors", "bufsize", "shell");
  }
}
