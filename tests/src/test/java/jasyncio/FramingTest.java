package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Messages in a stream of bytes.
class FramingTest {

  /// A stream that holds `text` and has ended.
  private static StreamReader ended(String text) {
    return ended(bytes(text));
  }

  private static StreamReader ended(byte[] data) {
    var reader = new StreamReader(100, getRunningLoop());
    reader.feedData(data);
    reader.feedEof();
    return reader;
  }

  private static <T> List<T> all(StreamReader reader, Framing<T> framing) {
    List<T> frames = new ArrayList<>();
    reader.frames(framing).forEach(frames::add);
    assertThat(await(reader.readFrame(framing))).isEmpty();
    return frames;
  }

  private static <T> String written(Framing<T> framing, T frame) throws Exception {
    try (var link = stream()) {
      link.writer().writeFrame(framing, frame);
      link.writer().close();
      return new String(await(link.peer().receiveAllMeanwhile()), StandardCharsets.UTF_8);
    }
  }

  @Nested
  class Lines {

    @AsyncTest(seeds = 20)
    void areReadWithoutTheirEnds() {
      assertThat(all(ended("one\n\ntwo\r\nthr\ree\nä"), Framing.lines()))
          .containsExactly("one", "", "two", "thr\ree", "ä");
    }

    @Test
    void areWrittenWithAnEnd() {
      TestLoop.run(() -> {
        assertThat(written(Framing.lines(), "ä")).isEqualTo("ä\n");
        assertThat(written(Framing.lines(), "")).isEqualTo("\n");
        assertThatThrownBy(() -> written(Framing.lines(), "one\ntwo"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("more than one line: one\ntwo");
      });
    }

    @AsyncTest(seeds = 20)
    void mayBeOfAnotherCharset() {
      assertThat(
              all(
                  ended(new byte[] {(byte) 0xE4, '\n'}),
                  Framing.lines(StandardCharsets.ISO_8859_1, 10)))
          .containsExactly("ä");
    }

    @AsyncTest(seeds = 20)
    void areDroppedIfTheyAreTooLong() {
      var reader = ended("too long\nnext\n");
      var four = Framing.lines(StandardCharsets.UTF_8, 4);

      assertThatThrownBy(() -> await(reader.readFrame(four)))
          .isInstanceOf(LimitOverrunException.class);

      assertThat(await(reader.readFrame(four))).contains("next");
    }
  }

  @Nested
  class JsonLines {

    @AsyncTest(seeds = 20)
    void skipBlankLines() {
      assertThat(all(ended("{}\n\n \t\r\n[1]\r\n\"ä\""), Framing.jsonLines()))
          .containsExactly("{}", "[1]", "\"ä\"");
    }

    @AsyncTest(seeds = 20)
    void mayBeLongerThanTheLimitOfTheStream() {
      var text = "\"" + "x".repeat(100_000) + "\"";
      assertThat(all(ended(text + "\n"), Framing.jsonLines())).containsExactly(text);
    }

    @Test
    void areWrittenOnOneLine() {
      TestLoop.run(() ->
          assertThat(written(Framing.jsonLines(), "{\n  \"a\": 1\n}"))
              .isEqualTo("{   \"a\": 1 }\n"));
    }

    @AsyncTest(seeds = 20)
    void mustBeUtf8() {
      var reader = ended(new byte[] {'"', (byte) 0xE4, '"', '\n', '1', '\n'});

      assertThatThrownBy(() -> await(reader.readFrame(Framing.jsonLines())))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("line is not in UTF-8: ");
      assertThat(await(reader.readFrame(Framing.jsonLines()))).contains("1");
    }
  }

  @Nested
  class LengthPrefixes {
    private static final Framing<byte[]> FRAMES = Framing.lengthPrefixed(1000);

    @Test
    void comeFirst() {
      TestLoop.run(() -> {
        var frames = all(ended("\0\0\0\3one\0\0\0\0\0\0\0\1x"), FRAMES);

        assertThat(frames).containsExactly(bytes("one"), bytes(""), bytes("x"));
        assertThat(written(FRAMES, bytes("one"))).isEqualTo("\0\0\0\3one");
      });
    }

    @Test
    void mayBeShorter() {
      TestLoop.run(() -> {
        for (int prefix = 1; prefix <= 4; prefix++) {
          var framing = Framing.lengthPrefixed(Integer.MAX_VALUE, prefix);
          var sent = "\0".repeat(prefix - 1) + "\3one";
          assertThat(all(ended(sent), framing)).containsExactly(bytes("one"));
          assertThat(written(framing, bytes("one"))).isEqualTo(sent);
        }
      });
    }

    @Test
    void areCheckedBeforeTheFrameIsRead() {
      TestLoop.run(() -> {
        var reader = ended(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});

        assertThatThrownBy(() -> await(reader.readFrame(FRAMES)))
            .isInstanceOf(LimitOverrunException.class)
            .hasMessageStartingWith("frame of 4294967295 bytes, more than the limit of 1000: ");
        assertThatThrownBy(() -> written(FRAMES, new byte[1001]))
            .isInstanceOf(LimitOverrunException.class)
            .hasMessage("frame of 1001 bytes, more than the limit of 1000");
        assertThatThrownBy(() -> written(Framing.lengthPrefixed(1000, 1), new byte[256]))
            .isInstanceOf(LimitOverrunException.class);
      });
    }

    @Test
    void ofAFrameThatIsTooLongLeadToTheNext() {
      TestLoop.run(() -> {
        var framing = Framing.lengthPrefixed(3);
        var reader = new StreamReader();
        reader.feedData(bytes("\0\0\0\3one\0\0\0\5long"));
        assertThat(await(reader.readFrame(framing))).contains(bytes("one"));

        assertThatThrownBy(() -> await(reader.readFrame(framing)))
            .isInstanceOf(LimitOverrunException.class);
        Task<Optional<byte[]>> next = createTask(reader.readFrame(framing));
        TestLoop.yieldTurn();
        reader.feedData(bytes("e"));
        TestLoop.yieldTurn();
        reader.feedData(bytes("\0\0\0\3two"));

        assertThat(await(next)).contains(bytes("two"));
      });
    }

    @Test
    void ofAFrameThatIsTooLongMayBeTheLast() {
      TestLoop.run(() -> {
        var reader = ended("\0\0\0\5long");
        var framing = Framing.lengthPrefixed(3);

        assertThatThrownBy(() -> await(reader.readFrame(framing)))
            .isInstanceOf(LimitOverrunException.class);

        assertThat(await(reader.readFrame(framing))).isEmpty();
      });
    }

    @AsyncTest(seeds = 20)
    void tellWhenAStreamEndsTooEarly() {
      assertThatThrownBy(() -> await(ended("\0\0").readFrame(FRAMES)))
          .isInstanceOf(IncompleteReadException.class)
          .hasMessage("2 bytes read on a total of 4 expected bytes");
      assertThatThrownBy(() -> await(ended("\0\0\0\7half").readFrame(FRAMES)))
          .isInstanceOf(IncompleteReadException.class)
          .hasMessage("8 bytes read on a total of 11 expected bytes");
    }

    @Test
    void refuseANonsensicalSize() {
      assertThatThrownBy(() -> Framing.lengthPrefixed(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("limit <= 0: 0");
      assertThatThrownBy(() -> Framing.lengthPrefixed(1, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("prefixBytes not within 1 to 4: 5");
    }
  }

  @AsyncTest(seeds = 20)
  void aReadThatIsCancelledHasTakenNothing(VirtualClock clock) {
    var framing = Framing.lengthPrefixed(1000);
    var reader = new StreamReader(100, getRunningLoop());
    reader.feedData(bytes("\0\0\0\3on"));
    var read = createTask(reader.readFrame(framing));
    await(clock.runUntilIdle());

    read.cancel();
    await(clock.runUntilIdle());
    reader.feedData(bytes("e"));

    assertThat(await(reader.readFrame(framing))).contains(bytes("one"));
  }
}
