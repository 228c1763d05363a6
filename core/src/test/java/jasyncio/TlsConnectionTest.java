package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections and servers with TLS from the start.
@Timeout(60)
class TlsConnectionTest {
  // the protocols that a server has made
  private final List<RecordingProtocol> served = new ArrayList<>();

  private RecordingProtocol accept() {
    var protocol = new RecordingProtocol();
    served.add(protocol);
    return protocol;
  }

  private BaseTransport servedTransport() {
    return Objects.requireNonNull(served.getFirst().transport);
  }

  private Server serve(TlsOptions tls) {
    var options = ServerOptions.DEFAULTS.withTls(tls);
    return await(getRunningLoop().createServer(this::accept, Peer.LOOPBACK, 0, options));
  }

  private static Connected<Transport, RecordingProtocol> connect(Server server, TlsOptions tls) {
    return connect(server, ConnectOptions.DEFAULTS.withTls(tls));
  }

  private static Connected<Transport, RecordingProtocol> connect(
      Server server, ConnectOptions options) {
    return await(
        getRunningLoop()
            .createConnection(RecordingProtocol::new, Peer.LOOPBACK, Peer.port(server), options));
  }

  private static void close(Connected<Transport, RecordingProtocol> connected) {
    connected.transport().close();
    assertThat(connected.protocol().awaitLost()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_create_ssl_connection",
    "test_events.EventLoopTestsMixin.test_create_server_ssl",
    "test_events.EventLoopTestsMixin.test_create_server_ssl_verified"
  })
  void tellsWhatWasAgreedOn(String version) {
    TestLoop.runInRealTime(() -> {
      try (var server = serve(TestCertificate.server())) {
        var connected = connect(server, TestCertificate.client().withVersions(version));
        var client = connected.transport();
        client.write(bytes("xxx"));
        served.getFirst().await("made");
        served.getFirst().awaitText("xxx");

        for (BaseTransport side : List.of(client, servedTransport())) {
          assertThat(side.getExtraInfo(ExtraInfo.CIPHER))
              .matches(cipher -> cipher.name().startsWith("TLS_"))
              .matches(cipher -> cipher.protocol().equals(version))
              .matches(cipher -> cipher.secretBits() == 256);
          assertThat(side.getExtraInfo(ExtraInfo.TLS_VERSION)).isEqualTo(version);
          assertThat(side.getExtraInfo("ssl_object")).isNotNull();
          assertThat(side.getExtraInfo(ExtraInfo.SSL_SESSION)).isNotNull();
          assertThat(side.getExtraInfo(ExtraInfo.SSL_CONTEXT)).isNotNull();
          assertThat(side.getExtraInfo(ExtraInfo.ALPN_PROTOCOL)).isNull();
          assertThat(side.getExtraInfo("compression")).isNull();
          assertThat(side.getExtraInfo(ExtraInfo.SOCKET)).isNotNull();
        }
        assertThat(client.getExtraInfo(ExtraInfo.PEERCERT))
            .isEqualTo(TestCertificate.LOCALHOST.certificate());
        assertThat(servedTransport().getExtraInfo(ExtraInfo.PEERCERT)).isNull();
        assertThat(client.getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(server.sockets().getFirst());
        close(connected);
      }
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_create_ssl_connection")
  void trustsWhatTheJdkTrustsUnlessTold() throws Exception {
    assertThat(TlsOptions.client().context())
        .isSameAs(TlsOptions.client().context())
        .isSameAs(SSLContext.getDefault());
    TestLoop.runInRealTime(() -> {
      try (var server = serve(TestCertificate.server())) {
        assertThatThrownBy(() -> connect(server, TlsOptions.client()))
            .hasCauseInstanceOf(SSLException.class)
            .hasStackTraceContaining("unable to find valid certification path");
      }
    });
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_create_server_ssl_verify_failed",
    "test_ssl.TestSSL.test_create_connection_ssl_failed_certificate",
    "test_sslproto.BaseStartTLS.test_create_connection_ssl_failed_certificate"
  })
  void refusesACertificateThatIsNotTrusted() {
    TestLoop.runInRealTime(() -> {
      var stranger = TestCertificate.selfSigned("localhost");
      try (var server = serve(TlsOptions.server(stranger.withKey()))) {
        var options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());

        assertThatThrownBy(() -> await(openConnection(Peer.LOOPBACK, Peer.port(server), options)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("connection with 127.0.0.1:" + Peer.port(server) + ": ")
            .hasCauseInstanceOf(SSLException.class);
        server.close();
        await(server.waitClosed());
        assertThat(served.getFirst().events).isEmpty();
      }
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_create_server_ssl_match_failed")
  void refusesACertificateForAnotherName() {
    TestLoop.runInRealTime(() -> {
      try (var server = serve(TestCertificate.server())) {
        assertThatThrownBy(() ->
                connect(server, TestCertificate.client().withServerHostname("elsewhere.test")))
            .hasCauseInstanceOf(SSLException.class)
            .hasMessageContaining("elsewhere.test");
        server.close();
        await(server.waitClosed());
        assertThat(served.getFirst().events).isEmpty();
      }
    });
  }

  @Nested
  class Name {

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_default")
    void serverNameIsThatOfTheHostUnlessGiven() {
      TestLoop.runInRealTime(() -> {
        var elsewhere = TestCertificate.AUTHORITY.issue("elsewhere.test");
        try (var server = serve(TlsOptions.server(elsewhere.withKey()))) {
          var tls = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());

          assertThatThrownBy(() -> connect(server, tls)).hasCauseInstanceOf(SSLException.class);
          close(connect(server, tls.withServerHostname("elsewhere.test")));
          close(connect(server, TestCertificate.client().withServerHostname("elsewhere.test")));
          close(connect(server, TestCertificate.client().withCheckHostname(false)));
          close(
              connect(
                  server,
                  ConnectOptions.DEFAULTS
                      .withServerHostname("")
                      .withTls(TestCertificate.client().withCheckHostname(false))));
        }
      });
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_server_hostname_errors")
    void isNeededWithoutAHost() {
      TestLoop.run(() -> {
        var loop = getRunningLoop();
        var tls = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());

        assertThatThrownBy(() -> await(loop.createConnection(RecordingProtocol::new, "", 1, tls)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("needs serverHostname");
        try (var socket = SocketChannel.open()) {
          assertThatThrownBy(
                  () -> await(loop.connectAcceptedSocket(RecordingProtocol::new, socket, tls)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("needs serverHostname");
        }
        assertThatThrownBy(() ->
                await(
                    loop.createConnection(
                        RecordingProtocol::new, "localhost", 1, tls.withServerHostname(""))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("withCheckHostname(false)");
      });
    }

    @Test
    void choosesTheServersCertificate() {
      TestLoop.runInRealTime(() -> {
        var other = TestCertificate.AUTHORITY.issue("other.test");
        var tls = TlsOptions.server(TestCertificate.LOCALHOST.withKey(), other.withKey());
        try (var server = serve(tls)) {
          for (var certificate : List.of(other, TestCertificate.LOCALHOST)) {
            var connected =
                connect(server, TestCertificate.client().withServerHostname(certificate.name()));
            assertThat(connected.transport().getExtraInfo(ExtraInfo.PEERCERT))
                .isEqualTo(certificate.certificate());
            close(connected);
          }
        }
      });
    }

    @Test
    void serverNameWithoutTlsIsRefused() {
      TestLoop.run(() -> {
        var options = ConnectOptions.DEFAULTS.withServerHostname("localhost");

        assertThatThrownBy(() -> await(openConnection(Peer.LOOPBACK, 1, options)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("serverHostname without tls: localhost");
      });
    }
  }

  @Nested
  class ApplicationProtocols {

    @Test
    void areAgreedOnByBoth() {
      TestLoop.runInRealTime(() -> {
        var tls = TestCertificate.server().withApplicationProtocols("h2", "http/1.1");
        try (var server = serve(tls)) {
          var connected =
              connect(
                  server, TestCertificate.client().withApplicationProtocols("spdy", "http/1.1"));

          assertThat(connected.transport().getExtraInfo(ExtraInfo.ALPN_PROTOCOL))
              .isEqualTo("http/1.1");
          close(connected);
          assertThat(servedTransport().getExtraInfo(ExtraInfo.ALPN_PROTOCOL)).isEqualTo("http/1.1");
        }
      });
    }

    @Test
    void protocolsWithNothingInCommonEndTheHandshake() {
      TestLoop.runInRealTime(() -> {
        try (var server = serve(TestCertificate.server().withApplicationProtocols("h2"))) {
          assertThatThrownBy(
                  () -> connect(server, TestCertificate.client().withApplicationProtocols("spdy")))
              .hasMessageContaining("no_application_protocol");
        }
      });
    }
  }

  @Nested
  class ClientCertificates {
    private final TestCertificate ada = TestCertificate.AUTHORITY.issue("ada");

    private TlsOptions asking(TlsOptions.ClientAuth auth) {
      return TlsOptions.server(
              TestCertificate.context(
                  List.of(TestCertificate.LOCALHOST), TestCertificate.AUTHORITY))
          .withClientAuth(auth);
    }

    private TlsOptions ada() {
      return TlsOptions.client(TestCertificate.context(List.of(ada), TestCertificate.AUTHORITY));
    }

    @Test
    void areShownToTheServer() {
      TestLoop.runInRealTime(() -> {
        try (var server = serve(asking(TlsOptions.ClientAuth.REQUIRED))) {
          var connected = connect(server, ada());
          connected.transport().write(bytes("I am Ada"));
          served.getFirst().await("data");

          assertThat(servedTransport().getExtraInfo(ExtraInfo.PEERCERT))
              .extracting(X509Certificate::getSubjectX500Principal)
              .hasToString("CN=ada");
          close(connected);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requiredCertificateMustBeThere(String version) {
      TestLoop.runInRealTime(() -> {
        try (var server = serve(asking(TlsOptions.ClientAuth.REQUIRED))) {
          var nobody = TestCertificate.client().withVersions(version);
          // in TLS 1.3 the client's handshake is done before the server refuses
          assertThatThrownBy(
                  () -> {
                    var failure = connect(server, nobody).protocol().awaitLost();
                    throw Objects.requireNonNull(failure);
                  })
              .isInstanceOf(UncheckedIOException.class)
              .hasCauseInstanceOf(SSLException.class);
          server.close();
          await(server.waitClosed());
          assertThat(served.getFirst().events).isEmpty();
        }
      });
    }

    private TlsOptions trusting(TestCertificate client) {
      return TlsOptions.server(TestCertificate.context(List.of(TestCertificate.LOCALHOST), client))
          .withClientAuth(TlsOptions.ClientAuth.REQUIRED);
    }

    private TlsOptions showing(TestCertificate client) {
      return TlsOptions.client(TestCertificate.context(List.of(client), TestCertificate.AUTHORITY))
          .withVersions("TLSv1.2"); // in which the client's handshake waits for the server's check
    }

    @Test
    void trustedByThemselvesAreTaken() {
      TestCertificate valid = TestCertificate.selfSigned("ada");
      TestLoop.runInRealTime(() -> {
        try (var server = serve(trusting(valid))) {
          close(connect(server, showing(valid)));
        }
      });
    }

    @Test
    void trustedByThemselvesAreRefusedOnceTheyHaveExpired() {
      TestCertificate expired = TestCertificate.selfSigned("ada", TestCertificate.Years.PAST);
      TestLoop.runInRealTime(() -> {
        try (var server = serve(trusting(expired))) {
          assertThatThrownBy(() -> connect(server, showing(expired)))
              .hasCauseInstanceOf(SSLException.class);
        }
      });
    }

    @Test
    void wantedCertificateMayBeMissing() {
      TestLoop.runInRealTime(() -> {
        try (var server = serve(asking(TlsOptions.ClientAuth.WANTED))) {
          close(connect(server, TestCertificate.client()));
          close(connect(server, ada()));
        }
      });
    }
  }

  @Nested
  class Limits {

    @Test
    @Mirrors({
      "test_sslproto.SslProtoHandshakeTests.test_handshake_timeout_zero",
      "test_sslproto.SslProtoHandshakeTests.test_handshake_timeout_negative"
    })
    void mustBePositive() {
      for (var tooShort : List.of(Duration.ZERO, Duration.ofSeconds(-10))) {
        assertThatThrownBy(() -> TlsOptions.client().withHandshakeTimeout(tooShort))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("handshakeTimeout <= 0: " + tooShort);
        assertThatThrownBy(() -> TlsOptions.client().withShutdownTimeout(tooShort))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConnectOptions.DEFAULTS.withHandshakeTimeout(tooShort))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerOptions.DEFAULTS.withShutdownTimeout(tooShort))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    @Mirrors({
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_ssl_timeout_for_plain_socket",
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_timeout_for_plain_socket",
      "test_events.EventLoopTestsMixin.test_connect_accepted_socket_ssl_timeout_for_plain_socket"
    })
    void limitsWithoutTlsAreRefused() {
      TestLoop.run(() -> {
        var loop = getRunningLoop();
        var limited = ConnectOptions.DEFAULTS.withHandshakeTimeout(Duration.ofSeconds(1));
        var serving = ServerOptions.DEFAULTS.withHandshakeTimeout(Duration.ofSeconds(1));

        assertThatThrownBy(
                () -> await(loop.createConnection(RecordingProtocol::new, "h", 1, limited)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("handshakeTimeout without tls: PT1S");
        assertThatThrownBy(() -> await(loop.createServer(RecordingProtocol::new, "h", 1, serving)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("handshakeTimeout without tls: PT1S");
        try (var socket = SocketChannel.open()) {
          assertThatThrownBy(
                  () -> await(loop.connectAcceptedSocket(RecordingProtocol::new, socket, limited)))
              .isInstanceOf(IllegalArgumentException.class);
        }
      });
    }

    @Test
    @Mirrors({
      "test_sslproto.BaseStartTLS.test_create_connection_ssl_slow_handshake",
      "test_ssl.TestSSL.test_connect_timeout_warning"
    })
    void endAHandshakeWithAPeerThatIsSilent() {
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var listener = Peer.listen();
                  var log = new CapturedLog()) {
                var options =
                    ConnectOptions.DEFAULTS
                        .withTls(TestCertificate.client())
                        .withHandshakeTimeout(Duration.ofSeconds(4));
                int port = listener.getLocalPort();

                assertThatThrownBy(() -> await(openConnection(Peer.LOOPBACK, port, options)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(
                        "connection with 127.0.0.1:%d: no end of the TLS handshake within PT4S"
                            .formatted(port))
                    .hasCauseInstanceOf(SocketTimeoutException.class);
                assertThat(log.records()).isEmpty();
              }
            }));
        assertThat(test.elapsed()).isEqualTo(Duration.ofSeconds(4));
      }
    }

    @Test
    void endAHandshakeWithAClientThatIsSilent() {
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var server = serve(TestCertificate.server());
                  var peer = Peer.connect(server)) {
                while (served.isEmpty()) {
                  await(sleep(Duration.ZERO));
                }
                assertThat(peer.socket.isConnected()).isTrue();
                server.close();
                await(server.waitClosed());
                assertThat(served.getFirst().events).isEmpty();
              }
            }));
        assertThat(test.elapsed()).isEqualTo(Duration.ofSeconds(60));
      }
    }
  }

  @Test
  @Mirrors({
    "test_ssl.TestSSL.test_ssl_handshake_timeout",
    "test_sslproto.BaseStartTLS.test_handshake_timeout"
  })
  void cancelledInTheHandshakeAbortsTheConnection() {
    TestLoop.runInRealTime(() -> {
      try (var listener = Peer.listen()) {
        var options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());
        var protocol = new RecordingProtocol();
        var connecting =
            createTask(
                getRunningLoop()
                    .createConnection(
                        () -> protocol, Peer.LOOPBACK, listener.getLocalPort(), options));
        try (var peer = await(Peer.meanwhile(() -> new Peer(listener.accept())))) {
          await(peer.receiveMeanwhile(100)); // its hello, or most of it

          connecting.cancel();

          assertThatThrownBy(() -> await(connecting)).isInstanceOf(CancelledError.class);
          await(peer.receiveAllMeanwhile()); // reaches the end
          assertThat(protocol.events).isEmpty();
        }
      }
    });
  }

  @Test
  @Mirrors("test_ssl.TestSSL.test_handshake_timeout_handler_leak")
  void leavesNoTimerWhenCancelled() {
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.complete(
          Coroutine.of(() -> {
            var wire = new Wire();
            var protocol = new RecordingProtocol();
            protocol.connectionMade(wire.left);
            var starting = TlsLink.start(wire.left, protocol, TestCertificate.client());

            assertThatThrownBy(() -> await(waitFor(starting, Duration.ofMillis(500))))
                .isInstanceOf(TimeoutException.class);
            protocol.awaitLost();
            await(sleep(Duration.ofMinutes(2)));

            assertThat(protocol.events).containsExactly("made", "lost");
          }));
      assertThat(test.clock.waits()).containsExactly(Duration.ofMillis(500), Duration.ofMinutes(2));
      assertThat(log.records()).isEmpty();
    }
  }

  @Test
  @Mirrors({
    "test_ssl.TestSSL.test_ssl_handshake_connection_lost",
    "test_sslproto.SslProtoHandshakeTests.test_connection_lost"
  })
  void lostInTheHandshakeTellsTheCallerAlone() {
    TestLoop.runInRealTime(() -> {
      try (var listener = Peer.listen()) {
        var options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());
        var protocol = new RecordingProtocol();
        int port = listener.getLocalPort();
        var accepted =
            Peer.meanwhile(() -> {
              new Peer(listener.accept()).close();
              return true;
            });

        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createConnection(() -> protocol, Peer.LOOPBACK, port, options)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("connection with 127.0.0.1:" + port + ": Connection reset")
            .hasCauseInstanceOf(SocketException.class);
        assertThat(protocol.events).isEmpty();
        accepted.join();
      }
    });
  }

  @Test
  void speaksNoOlderVersionThan12() {
    assertThatThrownBy(() -> TlsOptions.client().withVersions("TLSv1.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv1.1");
    assertThat(TlsOptions.client().versions()).containsExactly("TLSv1.3", "TLSv1.2");
  }

  @Test
  void takesEachSidesOptionsOnlyForThatSide() {
    TestLoop.run(() -> {
      assertThatThrownBy(() -> serve(TestCertificate.client()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("TLS options of a client for a server");
      assertThatThrownBy(() ->
              await(
                  openConnection(
                      "h", 1, ConnectOptions.DEFAULTS.withTls(TestCertificate.server()))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("TLS options of a server for a connection to h");
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_ssl_connect_accepted_socket")
  void securesASocketFromElsewhere() {
    TestLoop.runInRealTime(() -> {
      try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
          var client = SocketChannel.open(listener.getLocalAddress())) {
        var loop = getRunningLoop();
        Task<Connected<Transport, RecordingProtocol>> serving =
            createTask(
                loop.connectAcceptedSocket(
                    RecordingProtocol::new,
                    listener.accept(),
                    ConnectOptions.DEFAULTS.withTls(TestCertificate.server())));
        var connected =
            await(
                loop.connectAcceptedSocket(
                    RecordingProtocol::new,
                    client,
                    ConnectOptions.DEFAULTS
                        .withTls(TestCertificate.client())
                        .withServerHostname("localhost")));
        var server = await(serving);
        assertThat(server.protocol().events).containsExactly("made");

        connected.transport().write(bytes("to the server"));
        server.protocol().awaitText("to the server");
        server.transport().write(bytes("to the client"));
        connected.protocol().awaitText("to the client");
        close(connected);
        assertThat(server.protocol().awaitLost()).isNull();
      }
    });
  }

  @Test
  @Mirrors("test_ssl.TestSSL.test_create_server_ssl_1")
  void servesManyClientsAtOnce() {
    int clients = 25;
    byte[] part = new byte[100_000];
    Arrays.fill(part, (byte) 'A');
    TestLoop.runInRealTime(() -> {
      ClientConnected answer =
          (reader, writer) -> {
            assertThat(await(reader.readExactly(part.length))).isEqualTo(part);
            writer.write("OK");
            assertThat(await(reader.readExactly(part.length))).isEqualTo(part);
            writer.writeLines(List.of(bytes("SP"), bytes("A"), bytes("M")));
            writer.close();
            await(writer.waitClosed());
          };
      var options = ServerOptions.DEFAULTS.withTls(TestCertificate.server());
      try (var server = await(startServer(answer, Peer.LOOPBACK, 0, options))) {
        var done = new ArrayList<Task<Void>>();
        for (int i = 0; i < clients; i++) {
          done.add(createTask(() -> ask(Peer.port(server), part)));
        }
        await(gather(done));
      }
    });
  }

  private static void ask(int port, byte[] part) {
    var options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());
    try (var connection = await(openConnection(Peer.LOOPBACK, port, options))) {
      connection.writer().write(part.clone());
      assertThat(await(connection.reader().readExactly(2))).isEqualTo(bytes("OK"));
      connection.writer().write(part.clone());
      assertThat(await(connection.reader().readExactly(4))).isEqualTo(bytes("SPAM"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Mirrors("test_streams.StreamTests.test_open_connection_no_loop_ssl")
  void speaksWithTheJdksOwnSockets(String version) throws Exception {
    var context =
        TestCertificate.context(List.of(TestCertificate.LOCALHOST), TestCertificate.AUTHORITY);
    try (var listener =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 1, Peer.address(Peer.LOOPBACK, 0).getAddress())) {
      var answered =
          Peer.meanwhile(() -> {
            try (var socket = (SSLSocket) listener.accept()) {
              byte[] question = socket.getInputStream().readNBytes(8);
              socket.getOutputStream().write(bytes("an answer"));
              return new String(question, StandardCharsets.UTF_8);
            }
          });
      TestLoop.runInRealTime(() -> {
        var options =
            ConnectOptions.DEFAULTS.withTls(TestCertificate.client().withVersions(version));
        try (var connection =
            await(openConnection(Peer.LOOPBACK, listener.getLocalPort(), options))) {
          connection.writer().write("question");
          assertThat(await(connection.reader().read())).isEqualTo(bytes("an answer"));
        }
      });
      assertThat(answered.join()).isEqualTo("question");
    }
  }

  @Test
  void refusesToRenegotiate() throws Exception {
    TestLoop.runInRealTime(() -> {
      try (var server = serve(TestCertificate.server())) {
        int port = Peer.port(server);
        var context = TestCertificate.context(List.of(), TestCertificate.AUTHORITY);
        var ended =
            Peer.meanwhile(() -> {
              try (var socket =
                  (SSLSocket) context.getSocketFactory().createSocket(Peer.LOOPBACK, port)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                socket.getOutputStream().write(bytes("x"));
                socket.startHandshake();
                return socket.getInputStream().read();
              } catch (IOException e) {
                return -1;
              }
            });

        while (served.isEmpty()) {
          await(sleep(Duration.ofMillis(1)));
        }
        assertThat(served.getFirst().awaitLost())
            .hasMessageContaining("renegotiate")
            .hasCauseInstanceOf(SSLException.class);
        assertThat(await(ended)).isEqualTo(-1);
      }
    });
  }

  @Test
  void closesTheClientsOfAServerProperly() {
    TestLoop.runInRealTime(() -> {
      try (var server = serve(TestCertificate.server())) {
        var connected = connect(server, TestCertificate.client());
        served.getFirst().await("made");

        server.closeClients();

        assertThat(connected.protocol().awaitLost()).isNull(); // and so with close_notify
        assertThat(served.getFirst().awaitLost()).isNull();
      }
    });
  }

  @Test
  void failsOnAPlainServer() {
    TestLoop.runInRealTime(() -> {
      ClientConnected greet = (reader, writer) -> writer.write("220 hello, this is plain text\r\n");
      try (var server = await(startServer(greet, Peer.LOOPBACK, 0))) {
        assertThatThrownBy(() -> connect(server, TestCertificate.client()))
            .hasCauseInstanceOf(SSLException.class)
            .hasMessageContaining("plaintext connection?");
        server.closeClients();
      }
    });
  }
}
