package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openUnixConnection;
import static jasyncio.Asyncio.startUnixServer;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// TLS over Unix sockets, where the server's name must be given.
@Timeout(60)
class TlsUnixSocketTest {
  private static final ServerOptions SERVING =
      ServerOptions.DEFAULTS.withTls(TestCertificate.server());
  private static final ConnectOptions CONNECTING =
      ConnectOptions.DEFAULTS.withTls(TestCertificate.client());

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("s");
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_create_ssl_unix_connection",
    "test_events.EventLoopTestsMixin.test_create_unix_server_ssl_verified"
  })
  void connectsToTheServerOfThatName() {
    TestLoop.runInRealTime(() -> {
      var loop = getRunningLoop();
      var served = new RecordingProtocol();
      try (var _ = await(loop.createUnixServer(() -> served, path, SERVING))) {
        var connected =
            await(
                loop.createUnixConnection(
                    RecordingProtocol::new, path, CONNECTING.withServerHostname("localhost")));
        connected.transport().write(bytes("xxx"));
        served.await("made");
        served.awaitText("xxx");

        assertThat(connected.transport().getExtraInfo(ExtraInfo.PEERCERT))
            .isEqualTo(TestCertificate.LOCALHOST.certificate());
        assertThat(connected.transport().getExtraInfo(ExtraInfo.CIPHER)).isNotNull();
        connected.transport().close();
        assertThat(connected.protocol().awaitLost()).isNull();
        assertThat(served.awaitLost()).isNull();
      }
    });
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_create_unix_server_ssl")
  void takesAnEmptyNameIfNoneIsChecked() {
    TestLoop.runInRealTime(() -> {
      var loop = getRunningLoop();
      var served = new RecordingProtocol();
      try (var _ = await(loop.createUnixServer(() -> served, path, SERVING))) {
        var options =
            ConnectOptions.DEFAULTS
                .withTls(TestCertificate.client().withCheckHostname(false))
                .withServerHostname("");
        var connected = await(loop.createUnixConnection(RecordingProtocol::new, path, options));
        connected.transport().write(bytes("xxx"));
        served.await("made");
        served.awaitText("xxx");
        connected.transport().close();
        assertThat(connected.protocol().awaitLost()).isNull();
      }
    });
  }

  @Test
  @Mirrors("test_streams.StreamTests.test_open_unix_connection_no_loop_ssl")
  void carriesStreams() {
    TestLoop.runInRealTime(() -> {
      ClientConnected answer =
          (reader, writer) -> {
            writer.write(await(reader.readLine()));
            writer.close();
          };
      try (var _ = await(startUnixServer(answer, path, SERVING));
          var connection =
              await(openUnixConnection(path, CONNECTING.withServerHostname("localhost")))) {
        connection.writer().write("one line\n");

        assertThat(await(connection.reader().read())).isEqualTo(bytes("one line\n"));
      }
    });
  }

  @Test
  @Mirrors(
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_noserverhost")
  void needsAServerName() {
    TestLoop.run(() ->
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createUnixConnection(RecordingProtocol::new, path, CONNECTING)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("needs serverHostname"));
  }

  @Test
  @Mirrors({
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_nossl_serverhost",
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_timeout_with_plain_sock",
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_ssl_timeout_with_plain_sock"
  })
  void refusesWhatMeansNothingWithoutTls() {
    TestLoop.run(() -> {
      var loop = getRunningLoop();
      var limit = Duration.ofSeconds(30);
      assertThatThrownBy(() ->
              await(
                  loop.createUnixConnection(
                      RecordingProtocol::new,
                      path,
                      ConnectOptions.DEFAULTS.withServerHostname("spam"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("serverHostname without tls: spam");
      assertThatThrownBy(() ->
              await(
                  loop.createUnixConnection(
                      RecordingProtocol::new,
                      path,
                      ConnectOptions.DEFAULTS.withHandshakeTimeout(limit))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("handshakeTimeout without tls: PT30S");
      assertThatThrownBy(() ->
              await(
                  loop.createUnixServer(
                      RecordingProtocol::new,
                      path,
                      ServerOptions.DEFAULTS.withHandshakeTimeout(limit))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("handshakeTimeout without tls: PT30S");
    });
  }
}
