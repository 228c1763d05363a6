package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TLS on an open connection, plain or already secure.
@Timeout(60)
class StartTlsTest {
  private static final TlsOptions CLIENT = TestCertificate.client().withServerHostname("localhost");

  private static String line(StreamReader reader) {
    return new String(await(reader.readLine()), StandardCharsets.UTF_8).strip();
  }

  @Nested
  class OfStreams {

    @Test
    @Mirrors("test_streams.StreamTests.test_start_tls")
    void goesOnWithTheSameStreams() {
      TestLoop.runInRealTime(() -> {
        ClientConnected serve =
            (reader, writer) -> {
              assertThat(line(reader)).isEqualTo("STARTTLS");
              assertThat(writer.getExtraInfo("sslcontext")).isNull();
              writer.write("go\n");
              await(writer.startTls(TestCertificate.server()));
              assertThat(writer.getExtraInfo("sslcontext")).isNotNull();
              writer.write("secret " + line(reader) + "\n");
              writer.close();
            };
        try (var server = await(startServer(serve, Peer.LOOPBACK, 0));
            var connection = await(openConnection(Peer.LOOPBACK, Peer.port(server)))) {
          var reader = connection.reader();
          var writer = connection.writer();
          assertThat(writer.getExtraInfo(ExtraInfo.SSL_CONTEXT)).isNull();
          writer.write("STARTTLS\n");
          assertThat(line(reader)).isEqualTo("go");

          await(writer.startTls(CLIENT));

          assertThat(writer.getExtraInfo(ExtraInfo.SSL_CONTEXT)).isSameAs(CLIENT.context());
          writer.write("hello\n");
          assertThat(line(reader)).isEqualTo("secret hello");
          assertThat(await(reader.read())).isEmpty();
        }
      });
    }

    @Test
    @Mirrors("test_streams.StreamTests.test_start_tls_buffered_data")
    void takesTheHelloThatHasComeAlready() {
      TestLoop.runInRealTime(() -> {
        ClientConnected serve =
            (reader, writer) -> {
              assertThat(line(reader)).isEqualTo("STARTTLS");
              while (reader.toString().startsWith("StreamReader[0 bytes")) {
                await(sleep(Duration.ofMillis(1)));
              }
              await(writer.startTls(TestCertificate.server()));
              writer.write("secret " + line(reader) + "\n");
              writer.close();
            };
        try (var server = await(startServer(serve, Peer.LOOPBACK, 0));
            var connection = await(openConnection(Peer.LOOPBACK, Peer.port(server)))) {
          connection.writer().write("STARTTLS\n"); // and does not wait for an answer

          await(connection.writer().startTls(CLIENT));

          connection.writer().write("hello\n");
          assertThat(line(connection.reader())).isEqualTo("secret hello");
        }
      });
    }

    @Test
    void takesPlaintextOfAnIntruderForABrokenHandshake() {
      TestLoop.runInRealTime(() -> {
        try (var link = Peer.stream()) {
          link.peer().send("250 said before the handshake\r\n");
          Peer.letTheLoopPoll();

          assertThatThrownBy(() -> await(link.writer().startTls(CLIENT)))
              .isInstanceOf(UncheckedIOException.class)
              .hasCauseInstanceOf(SSLException.class);
        }
      });
    }

    @Test
    void carriesMoreThanTheLimitOfTheReader() {
      TestLoop.runInRealTime(() -> {
        byte[] much = new byte[300_000];
        ClientConnected serve =
            (reader, writer) -> {
              await(writer.startTls(TestCertificate.server()));
              writer.write(much);
              await(writer.drain());
              writer.close();
            };
        try (var server = await(startServer(serve, Peer.LOOPBACK, 0));
            var connection =
                await(
                    openConnection(
                        Peer.LOOPBACK,
                        Peer.port(server),
                        ConnectOptions.DEFAULTS.withLimit(1000)))) {
          await(connection.writer().startTls(CLIENT));
          int count = 0;
          while (!connection.reader().atEof()) {
            count += await(connection.reader().read(5000)).length;
          }
          assertThat(count).isEqualTo(much.length);
        }
      });
    }

    @Test
    @Mirrors({
      "test_ssl.TestSSL.test_start_tls_slow_client_cancel",
      "test_sslproto.BaseStartTLS.test_start_tls_slow_client_cancel"
    })
    void cancelledAbortsTheConnection() {
      TestLoop.run(() -> {
        try (var link = Peer.stream()) {
          assertThatThrownBy(
                  () -> await(waitFor(link.writer().startTls(CLIENT), Duration.ofMillis(500))))
              .isInstanceOf(TimeoutException.class);

          assertThat(link.writer().isClosing()).isTrue();
          // the hello, then the end
          assertThat(await(link.peer().receiveAllMeanwhile())).isNotEmpty();
        }
      });
    }

    @Test
    void needsTheNameOfTheServer() {
      TestLoop.run(() -> {
        try (var link = Peer.stream()) {
          assertThatThrownBy(() -> await(link.writer().startTls(TestCertificate.client())))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("withServerHostname()");
          link.writer().write("still plain");
          assertThat(link.peer().receive(11)).isEqualTo("still plain");
        }
      });
    }

    @Test
    void leavesTheBytesThatWereNotReadIfItIsRefused() {
      TestLoop.run(() -> {
        try (var link = Peer.stream()) {
          link.peer().send("one\ntwo\n");
          assertThat(line(link.reader())).isEqualTo("one");
          assertThatThrownBy(() -> await(link.writer().startTls(TestCertificate.client())))
              .isInstanceOf(IllegalArgumentException.class);

          assertThat(line(link.reader())).isEqualTo("two");
        }
      });
    }
  }

  @Nested
  class OfTransports {

    @Test
    void keepsTheProtocolAndSaysNothing() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        assertThat(link.serverProtocol().events).containsExactly("made");

        link.client().write(bytes("one"));
        link.serverProtocol().awaitText("one");
        link.client().close();

        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().events).containsExactly("made", "data", "eof", "lost");
      });
    }

    @Test
    @Mirrors({
      "test_ssl.TestSSL.test_start_tls_client_buf_proto_1",
      "test_sslproto.SslProtoHandshakeTests.test_set_new_app_protocol"
    })
    void letsABufferedProtocolBeReplacedByAPlainOne() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        var buffered = new Buffered();
        link.server().setProtocol(buffered);
        assertThat(link.server().getProtocol()).isSameAs(buffered);
        link.client().write(bytes("buffered"));
        while (buffered.count < 8) {
          await(sleep(Duration.ZERO));
        }
        var plain = new RecordingProtocol();
        plain.events.add("set");
        link.server().setProtocol(plain);
        link.client().write(bytes("plain"));

        plain.awaitText("plain");
        assertThat(plain.events).containsExactly("set", "data");
        assertThat(buffered.made).isZero();
        link.client().abort();
      });
    }

    @Test
    @Mirrors("test_sslproto.BaseStartTLS.test_start_tls_wrong_args")
    void refusesWhatItCannotUse() {
      TestLoop.run(() -> {
        var wire = new Wire();
        var loop = getRunningLoop();
        assertThatThrownBy(() -> loop.startTls(wire.left, new RecordingProtocol(), nothing()))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("options");
        assertThatThrownBy(() -> await(loop.startTls(wire.left, new BaseProtocol() {}, CLIENT)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("neither Protocol nor BufferedProtocol");
        wire.left.close();
        assertThatThrownBy(() -> await(loop.startTls(wire.left, new RecordingProtocol(), CLIENT)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("startTls() on closing left");
      });
    }

    @SuppressWarnings("NullAway") // as from code without null checks
    private static TlsOptions nothing() {
      return null;
    }

    @Test
    @Mirrors("test_sslproto.SslProtoHandshakeTests.test_close_during_handshake")
    void endsWithTheTransportBelow() {
      TestLoop.run(() -> {
        var wire = new Wire();
        var protocol = new RecordingProtocol();
        protocol.connectionMade(wire.left);
        var starting = createTask(TlsLink.start(wire.left, protocol, CLIENT));
        await(sleep(Duration.ZERO));
        wire.left.close();
        wire.right.abort();

        assertThatThrownBy(() -> await(starting))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("Connection reset during the TLS handshake");
        assertThat(protocol.awaitLost()).isNotNull();
      });
    }

    @Test
    void resumesAProtocolThatWasPaused() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.client().setWriteBufferLimits(5000, 1000);
        link.server().pauseReading();
        link.client().write(new byte[20_000]);
        assertThat(link.clientProtocol().events).containsExactly("made", "pause");
        assertThat(link.client().getWriteBufferSize()).isGreaterThan(5000);

        link.server().resumeReading();

        link.clientProtocol().await("resume");
        assertThat(link.client().getWriteBufferSize()).isLessThanOrEqualTo(1000);
        link.client().abort();
      });
    }

    @Test
    void pausesAsSoonAsAnythingIsQueuedIfSet() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.client().setWriteBufferLimits(0);
        link.server().pauseReading();
        link.client().write(bytes("x"));
        assertThat(link.clientProtocol().events).containsExactly("made", "pause");

        link.server().resumeReading();

        link.clientProtocol().await("resume");
        assertThat(link.client().getWriteBufferSize()).isZero();
        link.client().abort();
      });
    }

    @Test
    void holdsDataBackWhileReadingIsPaused() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        var protocol =
            new RecordingProtocol() {
              @Override
              public void dataReceived(byte[] data) {
                super.dataReceived(data);
                link.server().pauseReading();
              }
            };
        protocol.events.add("set");
        link.server().setProtocol(protocol);
        for (int i = 0; i < 5; i++) {
          link.client().write(new byte[16_000]);
        }
        protocol.await("data");
        int received = protocol.received.size();
        assertThat(received).isLessThan(5 * 16_000);
        for (int i = 0; i < 10; i++) {
          await(sleep(Duration.ZERO));
        }
        assertThat(protocol.received.size()).isEqualTo(received);

        while (protocol.received.size() < 5 * 16_000) {
          link.server().resumeReading();
          await(sleep(Duration.ZERO));
        }
        link.client().abort();
      });
    }
  }

  @Nested
  class OfTls {

    @Test
    @Mirrors("test_ssl.TestSSL.test_create_server_ssl_over_ssl")
    void isTlsInTls() {
      TestLoop.run(() -> {
        var outer = TlsLink.open();
        outer.server().pauseReading(); // as a protocol does that expects no plaintext
        var other = TestCertificate.AUTHORITY.issue("inner.test");
        var inner =
            outer.nested(
                TestCertificate.client().withServerHostname("inner.test"),
                TlsOptions.server(other.withKey()));
        byte[] data = new byte[200_000];
        inner.client().write(data);
        inner.serverProtocol().await(p -> p.received.size() == data.length);
        inner.server().write(bytes("received"));
        inner.clientProtocol().awaitText("received");

        assertThat(inner.client().getExtraInfo(ExtraInfo.PEERCERT)).isEqualTo(other.certificate());
        inner.client().close();
        assertThat(inner.serverProtocol().awaitLost()).isNull();
        assertThat(inner.clientProtocol().awaitLost()).isNull();
      });
    }

    @Test
    @Mirrors("test_sslproto.SslProtoHandshakeTests.test_close_during_ssl_over_ssl")
    void reportsNothingWhenClosed() {
      TestLoop.run(() -> {
        var outer = TlsLink.open();
        var starting = createTask(TlsLink.start(outer.client(), outer.clientProtocol(), CLIENT));
        await(sleep(Duration.ZERO));
        outer.client().close();

        assertThatThrownBy(() -> await(starting)).isInstanceOf(UncheckedIOException.class);
        outer.server().abort();
        outer.clientProtocol().awaitLost();
      });
    }

    @Test
    void doesNotTakeTheFactsOfTheOneForThoseOfTheOther() {
      TestLoop.run(() -> {
        var ada = TestCertificate.AUTHORITY.issue("ada");
        var outer =
            TlsLink.open(
                TlsOptions.client(TestCertificate.context(List.of(ada), TestCertificate.AUTHORITY)),
                TlsOptions.server(
                        TestCertificate.context(
                            List.of(TestCertificate.LOCALHOST), TestCertificate.AUTHORITY))
                    .withClientAuth(TlsOptions.ClientAuth.REQUIRED));
        var inner = outer.nested(CLIENT, TestCertificate.server());

        assertThat(outer.server().getExtraInfo(ExtraInfo.PEERCERT)).isEqualTo(ada.certificate());
        assertThat(inner.server().getExtraInfo(ExtraInfo.PEERCERT)).isNull();
        inner.client().abort();
      });
    }
  }

  @Test
  void reportsAProtocolThatThrows() {
    try (var test = new TestLoop()) {
      var bug = new IllegalStateException("bug");
      var lost = new ArrayList<@Nullable Throwable>();
      test.complete(
          Coroutine.of(() -> {
            var link = TlsLink.open();
            link.server()
                .setProtocol(
                    new Protocol() {
                      @Override
                      public void dataReceived(byte[] data) {
                        throw bug;
                      }

                      @Override
                      public void connectionLost(@Nullable Throwable cause) {
                        lost.add(cause);
                      }
                    });
            link.client().write(bytes("x"));
            assertThat(link.clientProtocol().awaitLost()).isNotNull();
          }));
      assertThat(lost).containsExactly(bug);
      var reports = test.takeReports();
      assertThat(reports).hasSize(1);
      assertThat(reports.getFirst().message())
          .isEqualTo("Fatal error: protocol.dataReceived() call failed.");
    }
  }

  /// Counts the received bytes.
  private static final class Buffered implements BufferedProtocol {
    private final ByteBuffer buffer = ByteBuffer.allocate(100_000);
    int made;
    int count;

    @Override
    public void connectionMade(BaseTransport transport) {
      made++;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      this.count += count;
    }
  }
}
