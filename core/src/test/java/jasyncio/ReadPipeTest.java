package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Peer.letTheLoopPoll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.internal.base.Sneaky;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadPipeTest {

  private static void send(Pipe pipe, String text) throws IOException {
    pipe.sink().write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  /// A stream whose reads fail.
  private static InputStream broken(String message) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException(message);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return read();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_read_pipe",
    "test_unix_events.UnixReadPipeTransportTests.test__read_ready_eof",
    "test_unix_events.UnixReadPipeTransportTests.test__call_connection_lost"
  })
  void tellsDataThenTheEndThenTheLoss(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.read(() -> protocol, pipe).transport();
      send(pipe, "1");
      protocol.awaitText("1");
      send(pipe, "2345");
      protocol.awaitText("12345");
      pipe.sink().close();

      assertThat(protocol.awaitLost()).isNull();
      assertThat(protocol.events).containsExactly("made", "data", "eof", "lost");
      assertThat(transport.isClosing()).isTrue();
      assertThat(transport.getExtraInfo(ExtraInfo.PIPE)).isNotNull();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors("test_streams.StreamTests.test_read_all_from_pipe_reader")
  void feedsAStreamToItsEnd(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var stream = new StreamReader();
      kind.read(() -> feeding(stream), pipe);
      send(pipe, "data");
      pipe.sink().close();

      assertThat(await(stream.read())).asString().isEqualTo("data");
    });
  }

  private static Protocol feeding(StreamReader stream) {
    return new Protocol() {
      @Override
      public void dataReceived(byte[] data) {
        stream.feedData(data);
      }

      @Override
      public boolean eofReceived() {
        stream.feedEof();
        return false;
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors("test_unix_events.UnixReadPipeTransportTests.test_ctor")
  void beginsWithConnectionMade(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      send(pipe, "early");
      var protocol = new RecordingProtocol();
      var connected = kind.read(() -> protocol, pipe);

      assertThat(protocol.events).containsExactly("made");
      assertThat(protocol.transport).isSameAs(connected.transport());
      assertThat(connected.transport().getProtocol()).isSameAs(protocol);
      connected.transport().close();
      pipe.sink().close();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_unix_events.UnixReadPipeTransportTests.test_resume_reading",
    "test_unix_events.UnixReadPipeTransportTests.test_pause_reading_on_paused_pipe",
    "test_unix_events.UnixReadPipeTransportTests.test_resume_reading_on_paused_pipe"
  })
  void pausesAndResumes(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.read(() -> protocol, pipe).transport();
      transport.resumeReading();
      assertThat(transport.isReading()).isTrue();

      transport.pauseReading();
      transport.pauseReading();
      assertThat(transport.isReading()).isFalse();
      send(pipe, "later");
      letTheLoopPoll();
      assertThat(protocol.events).containsExactly("made");

      transport.resumeReading();
      transport.resumeReading();
      protocol.awaitText("later");
      transport.close();
      pipe.sink().close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void takesNoMoreThanOnePieceWhilePaused(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.read(() -> protocol, pipe).transport();
      transport.pauseReading();
      pipe.sink().configureBlocking(false);
      int sent = 0;
      int refusals = 0;
      while (refusals < 3) { // the thread may have taken one piece, but not two
        int count = pipe.sink().write(ByteBuffer.allocate(64 * 1024));
        sent += count;
        refusals += count == 0 ? 1 : 0;
        letTheLoopPoll();
      }
      int all = sent;
      assertThat(protocol.received.size()).isZero();

      transport.resumeReading();
      protocol.await(p -> p.received.size() == all);
      transport.close();
      pipe.sink().close();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_unix_events.UnixReadPipeTransportTests.test__close",
    "test_unix_events.UnixReadPipeTransportTests.test_pause_reading_on_closed_pipe"
  })
  void tellsOfItsCloseInTheNextTurn(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.read(() -> protocol, pipe).transport();

      transport.close();
      transport.close();
      transport.pauseReading();
      transport.resumeReading();
      assertThat(transport.isReading()).isFalse();
      assertThat(protocol.events).containsExactly("made");

      await(sleep(Duration.ZERO));
      assertThat(protocol.events).containsExactly("made", "lost");
      assertThat(protocol.cause).isNull();
      pipe.sink().close();
    });
  }

  @Test
  @Mirrors("test_unix_events.UnixReadPipeTransportTests.test__read_ready_blocked")
  void hearsNothingOfAnEmptyPipe() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = PipeKind.WATCHED.read(() -> protocol, pipe).transport();
      letTheLoopPoll();

      assertThat(protocol.events).containsExactly("made");
      transport.close();
      pipe.sink().close();
    });
  }

  @Test
  @Mirrors({
    "test_unix_events.UnixReadPipeTransportTests.test__read_ready_error",
    "test_unix_events.UnixReadPipeTransportTests.test__call_connection_lost_with_err"
  })
  void reportsAReadThatFailsAndCloses() {
    try (var test = new TestLoop()) {
      var protocol = new RecordingProtocol();
      test.complete(
          Coroutine.of(() -> {
            await(getRunningLoop().connectReadPipe(() -> protocol, broken("worn out")));
            assertThat(protocol.awaitLost())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageEndingWith(": worn out");
          }));

      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> {
            assertThat(report.message()).isEqualTo("Fatal read error on pipe transport");
            assertThat(report.exception()).isSameAs(protocol.cause);
            assertThat(report.protocol()).isSameAs(protocol);
          });
    }
  }

  @Test
  void closesWhenAStreamFailsWithAnError() {
    var failure = new AssertionError("a fault of the stream");
    try (var test = new TestLoop()) {
      var protocol = new RecordingProtocol();
      var stream =
          new InputStream() {
            @Override
            public int read() {
              throw failure;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
              throw failure;
            }
          };
      test.complete(
          Coroutine.of(() -> {
            await(getRunningLoop().connectReadPipe(() -> protocol, stream));
            assertThat(protocol.awaitLost()).hasRootCause(failure);
          }));

      assertThat(test.takeReports()).hasSize(1);
    }
  }

  @Test
  void reportsNothingWhenATerminalHangsUp() {
    TestLoop.run(() -> {
      var protocol = new RecordingProtocol();
      await(getRunningLoop().connectReadPipe(() -> protocol, broken("Input/output error")));

      assertThat(protocol.awaitLost()).isInstanceOf(UncheckedIOException.class);
    });
  }

  @ParameterizedTest
  @EnumSource
  void closesThePipeIfTheFactoryFails(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var failure = new IOException("no file of protocols");

      assertThatThrownBy(() ->
              kind.read(
                  () -> {
                    throw Sneaky.<RuntimeException>unchecked(failure);
                  },
                  pipe))
          .isSameAs(failure);
      while (pipe.source().isOpen()) {
        TestLoop.yieldTurn();
      }
    });
  }

  @Test
  void closesWhenTheProtocolFails() {
    try (var test = new TestLoop()) {
      var failure = new IllegalStateException("cannot bear it");
      var protocol =
          new RecordingProtocol() {
            @Override
            public void dataReceived(byte[] data) {
              throw failure;
            }
          };
      test.complete(
          Coroutine.of(() -> {
            var pipe = Pipe.open();
            PipeKind.WATCHED.read(() -> protocol, pipe);
            send(pipe, "x");
            assertThat(protocol.awaitLost()).isSameAs(failure);
            pipe.sink().close();
          }));

      assertThat(test.takeReports()).singleElement().matches(r -> r.exception() == failure);
    }
  }

  @Test
  void readsAFileChannelAndWakesItsThreadAtClose(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("file"), "all of it");
    TestLoop.run(() -> {
      var protocol = new RecordingProtocol();
      var channel = FileChannel.open(file, StandardOpenOption.READ);
      await(getRunningLoop().connectReadPipe(() -> protocol, channel));
      protocol.awaitText("all of it");

      assertThat(protocol.awaitLost()).isNull();
      assertThat(channel.isOpen()).isFalse();
    });
  }

  @Test
  void doesNotLetAReadThatCannotBeInterruptedHoldUpTheLoop() {
    var release = new CountDownLatch(1);
    var deaf =
        new InputStream() {
          @Override
          public synchronized int read() throws IOException {
            while (release.getCount() > 0) {
              try {
                release.await();
              } catch (InterruptedException e) {
                // deaf
              }
            }
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }

          @Override
          public synchronized void close() {}
        };
    TestLoop.run(() -> {
      var protocol = new RecordingProtocol();
      await(getRunningLoop().connectReadPipe(() -> protocol, deaf)).transport().close();

      assertThat(protocol.awaitLost()).isNull();
      release.countDown();
    });
  }

  @Test
  void refusesProtocolsThatAreNotForBytesAndClosesThePipe() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      assertThatThrownBy(() -> PipeKind.WATCHED.read(() -> new DatagramLike(), pipe))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a Protocol: ");
      pipe.sink().close();
    });
  }

  private static final class DatagramLike implements BaseProtocol {}

  @Test
  void refusesAClosedPipe() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      pipe.source().close();
      pipe.sink().close();

      assertThatThrownBy(() -> PipeKind.WATCHED.read(RecordingProtocol::new, pipe))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("cannot use ");
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_unclosed_pipe_transport")
  void isClosedWithAWarningWhenTheLoopCloses() throws IOException {
    var pipe = Pipe.open();
    var other = Pipe.open();
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      var transports =
          test.complete(
              (Coroutine<List<BaseTransport>>)
                  () ->
                      List.of(
                          PipeKind.WATCHED.read(RecordingProtocol::new, pipe).transport(),
                          PipeKind.WATCHED.write(RecordingProtocol::new, other).transport()));
      assertThat(transports).allMatch(transport -> transport.toString().contains(", open, "));
      test.loop.close();

      assertThat(log.records())
          .hasSize(2)
          .allMatch(r -> r.getMessage().startsWith("loop closed with unclosed "));
      assertThat(transports).allMatch(transport -> transport.toString().contains(", closed, "));
      assertThat(pipe.source().isOpen()).isFalse();
    }
    pipe.sink().close();
    other.source().close();
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_read_pty_output")
  void readsFromATerminal() {
    assumeTrue(Terminal.isPossible(), "python3, which makes the terminal, is not on this machine");
    TestLoop.run(() -> {
      try (var terminal = new Terminal()) {
        var protocol = new RecordingProtocol();
        var stream = new FileInputStream(terminal.path());
        var transport = await(getRunningLoop().connectReadPipe(() -> protocol, stream)).transport();
        terminal.type("1\n");
        protocol.awaitText("1\n");
        terminal.type("2345\n");
        protocol.awaitText("1\n2345\n");
        transport.close();

        assertThat(protocol.awaitLost()).isNull();
      }
    });
  }
}
