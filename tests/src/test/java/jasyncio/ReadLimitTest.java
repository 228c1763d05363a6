package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The limit of one call, which differs from that of its stream.
class ReadLimitTest {

  private static StreamReader reader(int limit, String text) {
    var reader = new StreamReader(limit);
    reader.feedData(bytes(text));
    return reader;
  }

  @AsyncTest(seeds = 20)
  void mayBeHigherForALine() {
    assertThat(await(reader(4, "0123456789\n").readLine(10))).isEqualTo(bytes("0123456789\n"));
  }

  @AsyncTest(seeds = 20)
  void mayBeLowerForALine() {
    var reader = reader(100, "0123456789\nnext\n");

    assertThatThrownBy(() -> await(reader.readLine(9)))
        .isInstanceOf(LimitOverrunException.class)
        .hasMessageStartingWith("10 bytes before the separator, more than the limit of 9");

    assertThat(await(reader.readLine(9))).isEqualTo(bytes("next\n"));
  }

  @AsyncTest(seeds = 20)
  void countsForSeparatorsToo() {
    var reader = reader(4, "0123456789;");
    var separators = List.of(bytes("!"), bytes(";"));

    assertThatThrownBy(() -> await(reader.readUntil(separators, 9)))
        .isInstanceOf(LimitOverrunException.class);
    assertThat(await(reader.readUntil(separators, 10))).isEqualTo(bytes("0123456789;"));
  }

  @AsyncTest(seeds = 20)
  void mustBePositive() {
    var reader = reader(4, "");
    assertThatThrownBy(() -> reader.readLine(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit <= 0: 0");
    assertThatThrownBy(() -> reader.readUntil(List.of(bytes(";")), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit <= 0: 0");
  }

  @Test
  void mayBeFarAboveWhatTheStreamWouldBuffer() {
    TestLoop.run(() -> {
      var options = ConnectOptions.DEFAULTS.withLimit(16);
      try (var link = Peer.stream(options)) {
        var line = "x".repeat(1_000_000) + "\n";
        Task<byte[]> read = createTask(link.reader().readLine(1_000_000));
        var sent =
            Peer.meanwhile(() -> {
              link.peer().send(line);
              return "sent";
            });

        assertThat(await(read)).isEqualTo(bytes(line));
        assertThat(await(sent)).isEqualTo("sent");
      }
    });
  }
}
