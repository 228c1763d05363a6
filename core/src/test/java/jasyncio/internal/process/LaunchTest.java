package jasyncio.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.SubprocessOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private static final List<String> CAT = List.of("cat");

  private static String echo(Child child) throws Exception {
    try (var stdin = Objects.requireNonNull(child.stdin())) {
      stdin.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
    }
    try (var stdout = Channels.newInputStream(Objects.requireNonNull(child.stdout()))) {
      return new String(stdout.readAllBytes(), UTF_8);
    } finally {
      child.discard();
    }
  }

  @Test
  void givesPipesThatTheSelectorCanWatch() throws Exception {
    Child child = new Launch(CAT, SubprocessOptions.PIPES).call();

    assertThat(child.stdin()).isInstanceOf(Pipe.SinkChannel.class);
    assertThat(child.stdout()).isInstanceOf(Pipe.SourceChannel.class);
    assertThat(echo(child)).isEqualTo("hello");
  }

  @Test
  void givesTheJdksPipesWhereOthersCannotBeHad() throws Exception {
    Child child = new Launch(CAT, SubprocessOptions.PIPES, () -> null).call();

    assertThat(child.stdin()).isNotInstanceOf(Pipe.SinkChannel.class);
    assertThat(echo(child)).isEqualTo("hello");
  }

  @Test
  void killsAChildThatIsNoLongerWanted() {
    var launch = new Launch(CAT, SubprocessOptions.PIPES);
    Child child = launch.call();
    launch.abandon();

    assertThat(child.process().onExit().join().exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void killsAChildThatWasNoLongerWantedBeforeItRan() {
    var launch = new Launch(CAT, SubprocessOptions.PIPES);
    launch.abandon();
    Child child = launch.call();

    assertThat(child.process().onExit().join().exitValue()).isEqualTo(128 + 9);
  }
}
