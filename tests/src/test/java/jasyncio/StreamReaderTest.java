package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The receiving end of a stream, fed by hand.
class StreamReaderTest {
  private static final String DATA = "line1\nline2\nline3\n";

  private static void feed(StreamReader reader, String text) {
    reader.feedData(bytes(text));
  }

  private static String text(Awaitable<byte[]> read) {
    return new String(await(read), StandardCharsets.US_ASCII);
  }

  /// Feeds later, while the test already waits in a read.
  private static void later(Action feeding) {
    getRunningLoop()
        .callSoon(() -> {
          try {
            feeding.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Throwable failureOf(Awaitable<?> read) {
    try {
      await(read);
    } catch (Throwable t) {
      return t;
    }
    throw new AssertionError("did not fail");
  }

  @Nested
  class Feeding {

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_feed_empty_data")
    void feedingNothingChangesNothing() {
      var reader = new StreamReader();
      reader.feedData(new byte[0]);

      assertThat(reader.toString()).isEqualTo("StreamReader[0 bytes]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_feed_nonempty_data")
    void appends() {
      var reader = new StreamReader();
      feed(reader, "ab");
      feed(reader, "cd");

      assertThat(text(reader.readExactly(4))).isEqualTo("abcd");
    }

    @AsyncTest(seeds = 20)
    void feedingAfterTheEndIsRefused() {
      var reader = new StreamReader();
      reader.feedEof();
      reader.feedEof();

      assertThatThrownBy(() -> feed(reader, "x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("feedData() after feedEof() on StreamReader[0 bytes, eof]");
    }

    @AsyncTest(seeds = 20)
    void oneChunkIsHandedOverAsTheSameArray() {
      var reader = new StreamReader();
      byte[] chunk = bytes("whole");
      reader.feedData(chunk);

      assertThat(await(reader.read(100))).isSameAs(chunk);
    }
  }

  @Nested
  class Read {

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_read")
    void givesWhatIsThereAsSoonAsAnythingArrives() {
      var reader = new StreamReader();
      later(() -> feed(reader, DATA));

      assertThat(text(reader.read(30))).isEqualTo(DATA);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_read_line_breaks")
    void ignoresHowDataWereCut() {
      var reader = new StreamReader();
      feed(reader, "line1");
      feed(reader, "line2");

      assertThat(text(reader.read(5))).isEqualTo("line1");
      assertThat(text(reader.read(100))).isEqualTo("line2");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_read_eof")
    void givesNothingAtTheEnd() {
      var reader = new StreamReader();
      later(reader::feedEof);

      assertThat(await(reader.read(1024))).isEmpty();
      assertThat(await(reader.read(1024))).isEmpty();
    }

    @AsyncTest
    void readOfZeroBytesDoesNotWait() {
      assertThat(await(new StreamReader().read(0))).isEmpty();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_read_until_eof")
    void readWithoutANumberGivesAllToTheEnd() {
      var reader = new StreamReader();
      later(() -> feed(reader, "chunk1\n"));
      later(() -> feed(reader, "chunk2"));
      later(reader::feedEof);

      assertThat(text(reader.read())).isEqualTo("chunk1\nchunk2");
      assertThat(await(reader.read(-1))).isEmpty();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_read_limit")
    void isNotBoundByTheLimit() {
      var reader = new StreamReader(3);
      feed(reader, "chunk");

      assertThat(text(reader.read(5))).isEqualTo("chunk");
    }

    @AsyncTest(seeds = 20)
    void readIntoABufferFillsItsRoom() {
      var reader = new StreamReader();
      var target = ByteBuffer.allocate(4);
      feed(reader, "abcdef");

      assertThat(await(reader.readInto(target))).isEqualTo(4);
      assertThat(await(reader.readInto(target))).isZero();
      assertThat(await(reader.readInto(target.clear()))).isEqualTo(2);
      reader.feedEof();
      assertThat(await(reader.readInto(target.clear()))).isEqualTo(-1);
      assertThat(new String(target.array(), StandardCharsets.US_ASCII)).isEqualTo("efcd");
    }

    @AsyncTest
    void readIntoAReadOnlyBufferIsRefused() {
      var reader = new StreamReader();
      ByteBuffer target = ByteBuffer.allocate(6).asReadOnlyBuffer();

      assertThatThrownBy(() -> reader.readInto(target)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @AsyncTest(seeds = 20)
    void cancelledReadHasTakenNothing(VirtualClock clock) {
      var reader = new StreamReader();
      feed(reader, "so far ");
      Task<byte[]> all = createTask(reader.read());
      await(clock.runUntilIdle());
      all.cancel();
      assertThat(failureOf(all)).isInstanceOf(CancelledError.class);

      feed(reader, "so good");
      assertThat(text(reader.read(100))).isEqualTo("so far so good");
    }
  }

  @Nested
  class ReadLine {

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readline")
    void joinsChunksUpToTheNewlineAndKeepsTheRest() {
      var reader = new StreamReader();
      feed(reader, "chunk1 ");
      later(() -> feed(reader, "chunk2 "));
      later(() -> feed(reader, "chunk3 \n chunk4"));

      assertThat(text(reader.readLine())).isEqualTo("chunk1 chunk2 chunk3 \n");
      assertThat(text(reader.read(100))).isEqualTo(" chunk4");
    }

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_streams.StreamTests.test_readline_eof",
      "test_streams.StreamTests.test_readline_empty_eof"
    })
    void givesWhatThereIsAtTheEnd() {
      var reader = new StreamReader();
      feed(reader, "some data");
      reader.feedEof();

      assertThat(text(reader.readLine())).isEqualTo("some data");
      assertThat(await(reader.readLine())).isEmpty();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readline_read_byte_count")
    void mixesWithRead() {
      var reader = new StreamReader();
      feed(reader, DATA);

      assertThat(text(reader.readLine())).isEqualTo("line1\n");
      assertThat(text(reader.read(7))).isEqualTo("line2\nl");
      assertThat(text(reader.readLine())).isEqualTo("ine3\n");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readline_limit_with_existing_data")
    void dropsALineThatIsTooLong() {
      var reader = new StreamReader(3);
      feed(reader, "li");
      feed(reader, "ne1\nli\n");

      assertThat(failureOf(reader.readLine()))
          .isInstanceOfSatisfying(
              LimitOverrunException.class, e -> assertThat(e.consumed()).isEqualTo(5))
          .hasMessageStartingWith("5 bytes before the separator, more than the limit of 3");
      assertThat(text(reader.readLine())).isEqualTo("li\n");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readline_limit_with_existing_data")
    void dropsAllOfALineThatIsTooLongAlready() {
      var reader = new StreamReader(3);
      feed(reader, "line");

      assertThat(failureOf(reader.readLine()))
          .isInstanceOfSatisfying(
              LimitOverrunException.class, e -> assertThat(e.consumed()).isEqualTo(4))
          .hasMessageStartingWith("no separator within the limit of 3 bytes");
      feed(reader, "1\nli\n");
      assertThat(text(reader.readLine())).isEqualTo("1\n");
      assertThat(text(reader.readLine())).isEqualTo("li\n");
    }

    @AsyncTest(seeds = 20)
    void receivesOnAfterALineThatIsTooLong() {
      var reader = new StreamReader(3);
      var transport = new PausableTransport();
      reader.inbox().setTransport(transport);
      feed(reader, "much too long");
      assertThat(transport.isReading()).isFalse();

      assertThat(failureOf(reader.readLine())).isInstanceOf(LimitOverrunException.class);

      assertThat(transport.isReading()).isTrue();
    }

    @AsyncTest(seeds = 20)
    void readsOnToTheEndIfTheErrorIsCaught() {
      var reader = new StreamReader(3);
      feed(reader, "one\nmuch too long\ntwo\nand no end");
      reader.feedEof();
      var lines = new ArrayList<String>();
      while (!reader.atEof()) {
        try {
          lines.add(text(reader.readLine()));
        } catch (LimitOverrunException e) {
          lines.add("too long");
        }
      }

      assertThat(lines).containsExactly("one\n", "too long", "two\n", "too long");
    }

    @AsyncTest(seeds = 20)
    void takesALineOfExactlyTheLimit() {
      var reader = new StreamReader(3);
      feed(reader, "abc");
      later(() -> feed(reader, "\n"));

      assertThat(text(reader.readLine())).isEqualTo("abc\n");
    }
  }

  @Nested
  class ReadUntil {

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_streams.StreamTests.test_readuntil_multi_chunks",
      "test_streams.StreamTests.test_readuntil_bytearray"
    })
    void findsASeparatorThatArrivesInPieces() {
      var reader = new StreamReader();
      feed(reader, "dataAA");
      later(() -> feed(reader, "A"));
      later(() -> feed(reader, "Brest"));

      assertThat(text(reader.readUntil(bytes("AAAB")))).isEqualTo("dataAAAB");
      assertThat(text(reader.read(100))).isEqualTo("rest");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readuntil_eof")
    void givesTheRestInTheErrorAtTheEnd() {
      var reader = new StreamReader();
      feed(reader, "some data");
      reader.feedEof();

      assertThat(failureOf(reader.readUntil(bytes("\n"))))
          .isInstanceOfSatisfying(
              IncompleteReadException.class,
              e -> {
                assertThat(e.partial()).isEqualTo(bytes("some data"));
                assertThat(e.expected()).isNull();
              })
          .hasMessage("9 bytes read on a total of undefined expected bytes");
      assertThat(reader.atEof()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readuntil_limit_found_sep")
    void leavesTheStreamAloneWhenTheLimitIsOverrun() {
      var reader = new StreamReader(3);
      feed(reader, "some dataAA");
      assertThat(failureOf(reader.readUntil(bytes("AAA"))))
          .isInstanceOfSatisfying(
              LimitOverrunException.class, e -> assertThat(e.consumed()).isEqualTo(9))
          .hasMessageStartingWith("no separator");

      feed(reader, "A");
      assertThat(failureOf(reader.readUntil(bytes("AAA"))))
          .isInstanceOfSatisfying(
              LimitOverrunException.class, e -> assertThat(e.consumed()).isEqualTo(9))
          .hasMessageStartingWith("9 bytes before the separator");
      assertThat(text(reader.read(100))).isEqualTo("some dataAAA");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readuntil_multi_separator_limit")
    void checksTheLimitForTheShortestMatch() {
      var reader = new StreamReader(3);
      feed(reader, "some dataA");

      assertThat(failureOf(reader.readUntil(List.of(bytes("A"), bytes("ome dataA")))))
          .isInstanceOf(LimitOverrunException.class)
          .hasMessageStartingWith("9 bytes before the separator");
      assertThat(text(reader.read(100))).isEqualTo("some dataA");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readuntil_multi_separator_negative_offset")
    void searchesFromTheStartAlthoughASeparatorIsLongerThanTheData(VirtualClock clock) {
      var reader = new StreamReader();
      feed(reader, "data");
      Task<byte[]> read = createTask(reader.readUntil(List.of(bytes("A"), bytes("long sep"))));
      await(clock.runUntilIdle());
      feed(reader, "Z");
      await(clock.runUntilIdle());
      feed(reader, "A");

      assertThat(text(read)).isEqualTo("dataZA");
    }

    @AsyncTest(seeds = 20)
    void stopsAtWhicheverSeparatorIsCompleteFirst() {
      var reader = new StreamReader();
      feed(reader, "one\r\ntwo\n");

      List<byte[]> separators = List.of(bytes("\r\ntw"), bytes("\n"));
      assertThat(text(reader.readUntil(separators))).isEqualTo("one\r\n");
      assertThat(text(reader.readUntil(separators))).isEqualTo("two\n");
    }

    @AsyncTest(seeds = 20)
    void needsSeparators() {
      var reader = new StreamReader();
      assertThatThrownBy(() -> reader.readUntil(new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("separator of no bytes");
      assertThatThrownBy(() -> reader.readUntil(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("readUntil() needs a separator");
    }
  }

  @Nested
  class ReadExactly {

    @AsyncTest(seeds = 20)
    void waitsForAllBytesAndKeepsTheRest() {
      var reader = new StreamReader();
      for (int i = 0; i < 3; i++) {
        later(() -> feed(reader, DATA));
      }

      assertThat(text(reader.readExactly(2 * DATA.length() + 6)))
          .isEqualTo(DATA + DATA + "line1\n");
      assertThat(text(reader.read(100))).isEqualTo("line2\nline3\n");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_readexactly_eof")
    void givesTheRestInTheErrorAtTheEnd() {
      var reader = new StreamReader();
      later(() -> feed(reader, DATA));
      later(reader::feedEof);

      assertThat(failureOf(reader.readExactly(2 * DATA.length())))
          .isInstanceOfSatisfying(
              IncompleteReadException.class,
              e -> {
                assertThat(e.partial()).isEqualTo(bytes(DATA));
                assertThat(e.expected()).isEqualTo(36);
              })
          .hasMessage("18 bytes read on a total of 36 expected bytes");
      assertThat(reader.atEof()).isTrue();
    }

    @AsyncTest(seeds = 20)
    void readExactlyOfZeroDoesNotWaitAndOfLessIsRefused() {
      var reader = new StreamReader();
      assertThat(await(reader.readExactly(0))).isEmpty();
      assertThatThrownBy(() -> reader.readExactly(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("n < 0: -1");
    }
  }

  @Nested
  class Lines {

    @AsyncTest(seeds = 20)
    @Mirrors("test_pep492.StreamReaderTests.test_readline")
    void keepTheirNewlines() {
      var reader = new StreamReader();
      feed(reader, "line1\nline2\nline3");
      reader.feedEof();
      List<String> lines = new ArrayList<>();

      for (byte[] line : reader.lines()) {
        lines.add(new String(line, StandardCharsets.US_ASCII));
      }

      assertThat(lines).containsExactly("line1\n", "line2\n", "line3");
      assertThat(reader.lines()).isEmpty();
    }

    @AsyncTest(seeds = 20)
    void areDecodedOnDemand() {
      var reader = new StreamReader();
      reader.feedData("grün\n\nblau\n".getBytes(StandardCharsets.UTF_8));
      later(reader::feedEof);

      assertThat(reader.lines(StandardCharsets.UTF_8)).containsExactly("grün\n", "\n", "blau\n");
    }
  }

  @Nested
  class WhenBroken {
    private final IOException failure = new IOException("cut");

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_streams.StreamTests.test_exception",
      "test_streams.StreamTests.test_read_exception",
      "test_streams.StreamTests.test_readline_exception",
      "test_streams.StreamTests.test_readexactly_exception"
    })
    void everyReadFailsEvenIfDataAreLeft() {
      var reader = new StreamReader();
      feed(reader, "line\n");
      assertThat(reader.exception()).isNull();

      reader.setException(failure);

      assertThat(reader.exception()).isSameAs(failure);
      assertThat(failureOf(reader.read(2))).isSameAs(failure);
      assertThat(failureOf(reader.read())).isSameAs(failure);
      assertThat(failureOf(reader.readLine())).isSameAs(failure);
      assertThat(failureOf(reader.readExactly(2))).isSameAs(failure);
      assertThat(failureOf(reader.readInto(ByteBuffer.allocate(1)))).isSameAs(failure);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_exception_waiter")
    void theReadThatWaitsFails() {
      var reader = new StreamReader();
      later(() -> reader.setException(failure));

      assertThat(failureOf(reader.readLine())).isSameAs(failure);
    }

    @AsyncTest(seeds = 20)
    void theReadThatWaitsFailsEvenIfItWasJustWokenByTooLittle() {
      var reader = new StreamReader();
      later(() -> {
        reader.feedData(new byte[1]);
        reader.setException(failure);
      });

      assertThat(failureOf(reader.readExactly(2))).isSameAs(failure);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_streams.StreamTests.test_exception_cancel")
    void aCancelledReadIsNotConcerned(VirtualClock clock) {
      var reader = new StreamReader();
      Task<byte[]> read = createTask(reader.readLine());
      await(clock.runUntilIdle());
      read.cancel();
      assertThat(failureOf(read)).isInstanceOf(CancelledError.class);

      reader.setException(failure);

      assertThat(read.cancelled()).isTrue();
      assertThat(reader.toString()).doesNotContain("waiter");
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_streams.StreamTests.test_at_eof")
  void isAtTheEndOnceAllIsRead() {
    var reader = new StreamReader();
    assertThat(reader.atEof()).isFalse();
    feed(reader, "some data\n");
    assertThat(reader.atEof()).isFalse();
    await(reader.readLine());
    assertThat(reader.atEof()).isFalse();
    feed(reader, "some data\n");
    reader.feedEof();
    assertThat(reader.atEof()).isFalse();
    await(reader.readLine());
    assertThat(reader.atEof()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void refusesASecondTaskWhileOneWaits(VirtualClock clock) {
    var reader = new StreamReader();
    Task<byte[]> first = createTask(reader.readLine());
    await(clock.runUntilIdle());

    assertThat(failureOf(reader.readExactly(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "readExactly() on StreamReader[0 bytes, waiter=readLine]: another task waits in"
                + " readLine(); let one task at a time read from a stream");

    feed(reader, "unharmed\n");
    assertThat(text(first)).isEqualTo("unharmed\n");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_streams.StreamTests.test_invalid_limit")
  void needsAPositiveLimit() {
    assertThatThrownBy(() -> new StreamReader(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit <= 0: 0");
    assertThatThrownBy(() -> new StreamReader(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Mirrors("test_streams.StreamTests.test_streamreader_constructor_without_loop")
  void needsALoop() {
    Asyncio.setEventLoop(null);

    assertThatThrownBy(() -> new StreamReader())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("loop");
  }

  @Test
  @Mirrors("test_streams.StreamTests.test_streamreader_constructor_use_global_loop")
  void takesTheLoopThatIsSetForTheThread() {
    try (var test = new TestLoop()) {
      Asyncio.setEventLoop(test.loop);
      var reader = new StreamReader();
      feed(reader, "x");

      assertThat(test.complete(reader.read(1))).hasSize(1);
    } finally {
      Asyncio.setEventLoop(null);
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors({
    "test_streams.StreamTests.test_streamreader_constructor_use_running_loop",
    "test_streams.StreamTests.test___repr__",
    "test_streams.StreamTests.test___repr__nondefault_limit",
    "test_streams.StreamTests.test___repr__eof",
    "test_streams.StreamTests.test___repr__data",
    "test_streams.StreamTests.test___repr__exception",
    "test_streams.StreamTests.test___repr__waiter",
    "test_streams.StreamTests.test___repr__transport"
  })
  void readsWellInMessages(VirtualClock clock) {
    var reader = new StreamReader();
    assertThat(new StreamReader(123).toString()).isEqualTo("StreamReader[0 bytes, limit=123]");
    assertThat(reader.toString()).isEqualTo("StreamReader[0 bytes]");
    var transport = new PausableTransport();
    reader.inbox().setTransport(transport);
    Task<byte[]> read = createTask(reader.readExactly(5));
    await(clock.runUntilIdle());
    assertThat(reader.toString())
        .isEqualTo("StreamReader[0 bytes, waiter=readExactly, transport=PausableTransport]");
    feed(reader, "hello");
    await(read);
    feed(reader, "data");
    reader.feedEof();
    reader.setException(new IOException("cut"));
    assertThat(reader.toString())
        .isEqualTo(
            "StreamReader[4 bytes, eof, exception=java.io.IOException: cut,"
                + " transport=PausableTransport]");
  }

  @Nested
  class FlowControl {

    @AsyncTest(seeds = 20)
    void pausesTheTransportAboveTwiceTheLimitAndResumesItAtTheLimit() {
      var reader = new StreamReader(4);
      var transport = new PausableTransport();
      reader.inbox().setTransport(transport);

      feed(reader, "12345678");
      assertThat(transport.isReading()).isTrue();
      feed(reader, "9");
      assertThat(transport.isReading()).isFalse();
      feed(reader, "0");

      await(reader.read(5));
      assertThat(transport.isReading()).isFalse();
      await(reader.read(1));
      assertThat(transport.isReading()).isTrue();
    }

    @AsyncTest(seeds = 20)
    void resumesTheTransportForAReadOfMoreThanTheBufferHolds() {
      var reader = new StreamReader(4);
      var transport = new PausableTransport();
      reader.inbox().setTransport(transport);
      feed(reader, "123456789");
      assertThat(transport.isReading()).isFalse();

      later(() -> {
        assertThat(transport.isReading()).isTrue();
        feed(reader, "0123456789");
        assertThat(transport.isReading()).isTrue();
        feed(reader, "0");
      });

      assertThat(await(reader.readExactly(20))).hasSize(20);
    }
  }

  /// A transport that can only be paused.
  private static final class PausableTransport implements ReadTransport {
    private boolean reading = true;

    @Override
    public boolean isReading() {
      return reading;
    }

    @Override
    public void pauseReading() {
      reading = false;
    }

    @Override
    public void resumeReading() {
      reading = true;
    }

    @Override
    public boolean isClosing() {
      return false;
    }

    @Override
    public void close() {}

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
      return null;
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {}

    @Override
    public BaseProtocol getProtocol() {
      return new BaseProtocol() {};
    }

    @Override
    public String toString() {
      return "PausableTransport";
    }
  }

  /// The reads give the same for bytes that are cut in any way.
  @Nested
  class AtEveryCut {
    private static final String STREAM = "GET /\r\n\r\nbody-of-11\nlast\nend";

    @AsyncTest
    void readsGiveTheSame() {
      byte[] stream = bytes(STREAM);
      for (int first = 0; first <= stream.length; first++) {
        for (int second = first; second <= stream.length; second++) {
          checkReads(List.of(first, second), stream);
        }
      }
    }

    @AsyncTest
    void readsGiveTheSameByteByByte() {
      byte[] stream = bytes(STREAM);
      List<Integer> everywhere = new ArrayList<>();
      for (int i = 0; i <= stream.length; i++) {
        everywhere.add(i);
      }
      checkReads(everywhere, stream);
    }

    private void checkReads(List<Integer> cuts, byte[] stream) {
      var reader = new StreamReader();
      var feeder = createTask(() -> feed(reader, cuts, stream));

      assertThat(text(reader.readUntil(bytes("\r\n\r\n")))).isEqualTo("GET /\r\n\r\n");
      assertThat(text(reader.readExactly(11))).isEqualTo("body-of-11\n");
      assertThat(text(reader.readLine())).isEqualTo("last\n");
      assertThat(text(reader.read())).isEqualTo("end");
      assertThat(reader.atEof()).isTrue();
      await(feeder);
    }

    private void feed(StreamReader reader, List<Integer> cuts, byte[] stream) {
      int start = 0;
      for (int cut : cuts) {
        reader.feedData(java.util.Arrays.copyOfRange(stream, start, cut));
        start = cut;
        await(sleep(Duration.ZERO));
      }
      reader.feedData(java.util.Arrays.copyOfRange(stream, start, stream.length));
      reader.feedEof();
    }

    @AsyncTest
    void readsOfAnySizeGiveWhatWasFed() {
      var random = new Random(20_250_916);
      for (int round = 0; round < 50; round++) {
        checkRandomReads(random);
      }
    }

    private void checkRandomReads(Random random) {
      var reader = new StreamReader(1 + random.nextInt(100));
      byte[] sent = new byte[random.nextInt(20_000)];
      random.nextBytes(sent);
      var feeder = createTask(() -> feedRandomly(reader, sent, random));
      var received = new ByteArrayOutputStream();
      while (!reader.atEof()) {
        received.writeBytes(readSomehow(reader, random));
      }
      await(feeder);
      assertThat(received.toByteArray()).isEqualTo(sent);
    }

    private void feedRandomly(StreamReader reader, byte[] data, Random random) {
      for (int start = 0; start < data.length; ) {
        int end = Math.min(data.length, start + 1 + random.nextInt(3000));
        reader.feedData(java.util.Arrays.copyOfRange(data, start, end));
        start = end;
        if (random.nextBoolean()) {
          await(sleep(Duration.ZERO));
        }
      }
      reader.feedEof();
    }

    private byte[] readSomehow(StreamReader reader, Random random) {
      int n = 1 + random.nextInt(5000);
      try {
        return switch (random.nextInt(4)) {
          case 0 -> await(reader.read(n));
          case 1 -> await(reader.readExactly(n));
          case 2 -> await(reader.readUntil(List.of(new byte[] {7}, new byte[] {1, 2})));
          default -> await(reader.readLine(Integer.MAX_VALUE));
        };
      } catch (IncompleteReadException e) {
        return e.partial();
      } catch (LimitOverrunException e) {
        return await(reader.readExactly(e.consumed()));
      }
    }
  }
}
