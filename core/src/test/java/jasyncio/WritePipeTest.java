package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WritePipeTest {

  /// Reads beside the loop, which may have to continue writing.
  private static String receive(Pipe pipe, int count) {
    var stream = Channels.newInputStream(pipe.source());
    return new String(await(Peer.meanwhile(() -> stream.readNBytes(count))), UTF_8);
  }

  /// Reads everything to the end, beside the loop.
  private static CompletableFuture<byte[]> receiveAll(Pipe pipe) {
    return Peer.meanwhile(() -> Channels.newInputStream(pipe.source()).readAllBytes());
  }

  private static void awaitEmptyQueue(WriteTransport transport) {
    while (transport.getWriteBufferSize() > 0) {
      await(sleep(Duration.ZERO));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_write_pipe",
    "test_unix_events.UnixWritePipeTransportTests.test_ctor",
    "test_unix_events.UnixWritePipeTransportTests.test__call_connection_lost"
  })
  void writesInOrderAndTellsOfTheClose(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.write(() -> protocol, pipe).transport();
      assertThat(protocol.events).containsExactly("made");
      transport.write(bytes("1"));
      assertThat(receive(pipe, 1)).isEqualTo("1");
      transport.write(bytes("23"));
      transport.write(ByteBuffer.wrap(bytes("4")));
      transport.writeLines(List.of(bytes("5"), bytes("6")));
      assertThat(receive(pipe, 5)).isEqualTo("23456");
      awaitEmptyQueue(transport);
      transport.close();
      transport.close();

      assertThat(protocol.awaitLost()).isNull();
      assertThat(protocol.events).containsExactly("made", "lost");
      assertThat(await(receiveAll(pipe))).isEmpty();
    });
  }

  @Test
  @Mirrors({
    "test_unix_events.UnixWritePipeTransportTests.test_write",
    "test_unix_events.UnixWritePipeTransportTests.test_write_no_data"
  })
  void keepsNothingThatThePipeTakes() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var transport = PipeKind.WATCHED.write(RecordingProtocol::new, pipe).transport();
      transport.write(new byte[0]);
      transport.write(bytes("data"));

      assertThat(transport.getWriteBufferSize()).isZero();
      assertThat(receive(pipe, 4)).isEqualTo("data");
      transport.close();
      pipe.source().close();
    });
  }

  @Test
  @Mirrors({
    "test_unix_events.UnixWritePipeTransportTests.test_write_partial",
    "test_unix_events.UnixWritePipeTransportTests.test_write_buffer",
    "test_unix_events.UnixWritePipeTransportTests.test_write_again"
  })
  void queuesWhatThePipeDoesNotTake() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var transport = PipeKind.WATCHED.write(RecordingProtocol::new, pipe).transport();
      transport.write(new byte[1 << 20]);
      int queued = transport.getWriteBufferSize();
      assertThat(queued).isBetween(1, (1 << 20) - 1);

      transport.write(bytes("more"));
      assertThat(transport.getWriteBufferSize()).isEqualTo(queued + 4);
      transport.abort();
      pipe.source().close();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_unix_events.UnixWritePipeTransportTests.test__write_ready",
    "test_unix_events.UnixWritePipeTransportTests.test__write_ready_partial",
    "test_unix_events.UnixWritePipeTransportTests.test__write_ready_again"
  })
  void sendsTheQueueAsThePipeDrains(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var data = new byte[3 << 20];
      new Random(5).nextBytes(data);
      var protocol = new RecordingProtocol();
      var transport = kind.write(() -> protocol, pipe).transport();
      transport.write(data.clone());
      protocol.await("pause");
      var received = receiveAll(pipe);
      protocol.await("resume");
      transport.close();

      assertThat(protocol.awaitLost()).isNull();
      assertThat(await(received)).isEqualTo(data);
      assertThat(protocol.events).containsExactly("made", "pause", "resume", "lost");
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors({
    "test_unix_events.UnixWritePipeTransportTests.test_write_err",
    "test_events.EventLoopTestsMixin.test_write_pipe_disconnect_on_close"
  })
  void isLostAtAWriteAfterTheReaderClosedAndDropsLaterOnes(PipeKind kind) throws IOException {
    try (var log = new CapturedLog()) {
      TestLoop.run(() -> {
        var pipe = Pipe.open();
        var protocol = new RecordingProtocol();
        var transport = kind.write(() -> protocol, pipe).transport();
        pipe.source().close();
        transport.write(bytes("for nobody"));

        assertThat(protocol.awaitLost())
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageEndingWith(": Broken pipe");
        for (int i = 0; i < 4; i++) {
          transport.write(bytes("too late"));
        }
        assertThat(log.records()).isEmpty();
        transport.write(bytes("too late"));
        assertThat(log.records()).singleElement().matches(r -> r.getMessage().startsWith("5 "));
      });
    }
  }

  // asyncio hears of it at once; the JDK's selector tells of it only while somebody wants to write
  @Test
  void hearsThatTheReaderHasGoneOnlyWhenItWrites() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = PipeKind.WATCHED.write(() -> protocol, pipe).transport();
      pipe.source().close();
      Peer.letTheLoopPoll();
      assertThat(protocol.events).containsExactly("made");

      transport.write(bytes("for nobody"));
      assertThat(protocol.awaitLost()).isInstanceOf(UncheckedIOException.class);
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors("test_unix_events.UnixWritePipeTransportTests.test__write_ready_err")
  void isLostWithItsQueueWhenTheReaderGoes(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.write(() -> protocol, pipe).transport();
      transport.write(new byte[1 << 20]);
      pipe.source().close();

      assertThat(protocol.awaitLost()).isInstanceOf(UncheckedIOException.class);
      assertThat(transport.getWriteBufferSize()).isZero();
      assertThat(transport.isClosing()).isTrue();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors("test_unix_events.UnixWritePipeTransportTests.test_abort")
  void dropsItsQueueAtAbort(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.write(() -> protocol, pipe).transport();
      transport.write(new byte[1 << 20]);
      transport.abort();
      assertThat(transport.getWriteBufferSize()).isZero();
      assertThat(protocol.events).doesNotContain("lost");

      assertThat(protocol.awaitLost()).isNull();
      assertThat(await(receiveAll(pipe)).length).isLessThan(1 << 20);
    });
  }

  @Test
  @Mirrors({
    "test_unix_events.UnixWritePipeTransportTests.test_can_write_eof",
    "test_unix_events.UnixWritePipeTransportTests.test_write_eof",
    "test_unix_events.UnixWritePipeTransportTests.test_close_closing"
  })
  void endsWithTheEndOfFile() {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = PipeKind.WATCHED.write(() -> protocol, pipe).transport();
      assertThat(transport.canWriteEof()).isTrue();
      transport.writeEof();
      transport.writeEof();
      transport.close();

      assertThat(protocol.awaitLost()).isNull();
      assertThat(protocol.events).containsExactly("made", "lost");
      assertThatThrownBy(() -> transport.write(bytes("x")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("write() after writeEof() on ");
      assertThat(await(receiveAll(pipe))).isEmpty();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Mirrors("test_unix_events.UnixWritePipeTransportTests.test_write_eof_pending")
  void endsWithTheEndOfFileWhenAllIsWritten(PipeKind kind) {
    TestLoop.run(() -> {
      var pipe = Pipe.open();
      var protocol = new RecordingProtocol();
      var transport = kind.write(() -> protocol, pipe).transport();
      transport.write(new byte[1 << 20]);
      transport.writeEof();
      assertThat(protocol.events).doesNotContain("lost");

      assertThat(await(receiveAll(pipe))).hasSize(1 << 20);
      assertThat(protocol.awaitLost()).isNull();
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_write_pty")
  void writesToATerminal() {
    assumeTrue(Terminal.isPossible(), "python3, which makes the terminal, is not on this machine");
    TestLoop.run(() -> {
      try (var terminal = Terminal.watched()) {
        var protocol = new RecordingProtocol();
        var stream = new FileOutputStream(terminal.path());
        var transport =
            await(getRunningLoop().connectWritePipe(() -> protocol, stream)).transport();
        transport.write(bytes("hello\n"));
        assertThat(terminal.readLine()).isEqualTo("hello");
        awaitEmptyQueue(transport);
        transport.close();

        assertThat(protocol.awaitLost()).isNull();
      }
    });
  }

  @Test
  void isLostWhenAStreamFailsWithAnError() {
    TestLoop.run(() -> {
      var failure = new AssertionError("a fault of the stream");
      var protocol = new RecordingProtocol();
      var stream =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw failure;
            }
          };
      await(getRunningLoop().connectWritePipe(() -> protocol, stream))
          .transport()
          .write(bytes("x"));

      assertThat(protocol.awaitLost()).hasRootCause(failure);
    });
  }
}
