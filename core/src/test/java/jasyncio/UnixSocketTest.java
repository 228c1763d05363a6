package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openUnixConnection;
import static jasyncio.Asyncio.startUnixServer;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Unix stream sockets.
@DisabledOnOs(OS.WINDOWS)
class UnixSocketTest {
  private static final ClientConnected ECHO =
      (reader, writer) -> {
        writer.write(await(reader.read()));
        writer.close();
      };

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("socket");
  }

  private ServerSocketChannel bound() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path));
  }

  private static String echo(StreamConnection client, String text) {
    client.writer().write(text);
    client.writer().writeEof();
    return new String(await(client.reader().read()), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Nested
  class Streams {

    @Test
    @Mirrors({
      "test_streams.StreamTests.test_open_unix_connection",
      "test_streams.StreamTests.test_start_unix_server"
    })
    void carryBytesBothWays() {
      TestLoop.run(() -> {
        try (var _ = await(startUnixServer(ECHO, path));
            var client = await(openUnixConnection(path))) {
          assertThat(echo(client, "hello")).isEqualTo("hello");
        }
      });
    }

    @Test
    void haveTheirLimits() {
      TestLoop.run(() -> {
        ClientConnected writesALine = (_, writer) -> writer.write("a long line\n");
        try (var server = await(startUnixServer(writesALine, path))) {
          var options = ConnectOptions.DEFAULTS.withLimit(4);
          try (var client = await(openUnixConnection(path, options))) {
            assertThatThrownBy(() -> await(client.reader().readLine()))
                .isInstanceOf(LimitOverrunException.class);
          }
          server.closeClients();
        }
      });
    }
  }

  @Nested
  class Secured {
    private static final ServerOptions SERVER =
        ServerOptions.DEFAULTS.withTls(TestCertificate.server());
    private static final ConnectOptions CLIENT =
        ConnectOptions.DEFAULTS.withTls(TestCertificate.client());

    // the engine's tasks run in other threads, and the handshake has a timer
    private final HeldClock clock = new HeldClock();

    private void check(ConnectOptions options) {
      clock.run(() -> {
        try (var _ = await(startUnixServer(ECHO_LINE, path, SERVER));
            var client = await(openUnixConnection(path, options))) {
          client.writer().write("hello\n");

          assertThat(await(client.reader().readLine())).isEqualTo(bytes("hello\n"));
        }
      });
    }

    private static final ClientConnected ECHO_LINE =
        (reader, writer) -> {
          writer.write(await(reader.readLine()));
          writer.close();
        };

    @Test
    @Mirrors({
      "test_streams.StreamTests.test_open_unix_connection_no_loop_ssl",
      "test_events.EventLoopTestsMixin.test_create_ssl_unix_connection",
      "test_events.EventLoopTestsMixin.test_create_unix_server_ssl_verified"
    })
    void checkTheNameThatTheyAreGiven() {
      check(CLIENT.withServerHostname("localhost"));
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_unix_server_ssl")
    void mayGoWithoutAName() {
      var anybody = TestCertificate.client().withCheckHostname(false);
      check(CLIENT.withTls(anybody).withServerHostname(""));
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_noserverhost")
    void needAName() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> await(openUnixConnection(path, CLIENT)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("needs serverHostname"));
    }

    @Test
    @Mirrors({
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_nossl_serverhost",
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_timeout_with_plain_sock",
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_ssl_timeout_with_plain_sock"
    })
    void areNotThoseWithoutTls() {
      TestLoop.run(() -> {
        var named = ConnectOptions.DEFAULTS.withServerHostname("localhost");
        assertThatThrownBy(() -> await(openUnixConnection(path, named)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("serverHostname without tls: localhost");
        var limited = ConnectOptions.DEFAULTS.withHandshakeTimeout(millis(1));
        assertThatThrownBy(() -> await(openUnixConnection(path, limited)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("handshakeTimeout without tls: PT0.001S");
        var server = ServerOptions.DEFAULTS.withHandshakeTimeout(millis(1));
        assertThatThrownBy(() -> await(startUnixServer(ECHO, path, server)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("handshakeTimeout without tls: PT0.001S");
      });
    }

    @Test
    void tellTheirHandlersOfAShutdown() {
      clock.run(() -> {
        ClientConnected waiting =
            (_, writer) -> {
              writer.write("here\n");
              await(writer.shutdownRequested());
              writer.write("bye\n");
              writer.close();
            };
        var server = await(startUnixServer(waiting, path, SERVER));
        var options = CLIENT.withServerHostname("localhost");
        try (var client = await(openUnixConnection(path, options))) {
          assertThat(await(client.reader().readLine())).isEqualTo(bytes("here\n"));
          Task<List<String>> shutdown = createTask(server.shutdown(millis(30_000)));

          assertThat(await(client.reader().readLine())).isEqualTo(bytes("bye\n"));
          client.writer().close();
          assertThat(await(shutdown)).isEmpty();
        }
      });
    }
  }

  @Nested
  class Connections {

    @Test
    @Mirrors({
      "test_events.EventLoopTestsMixin.test_create_unix_connection",
      "test_events.EventLoopTestsMixin.test_create_unix_server",
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_pathlike",
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_pathlib"
    })
    void joinTwoProtocols() {
      TestLoop.run(() -> {
        var inside = new RecordingProtocol();
        try (var server = await(getRunningLoop().createUnixServer(() -> inside, path))) {
          assertThat(server.sockets()).containsExactly(UnixDomainSocketAddress.of(path));
          var outside = await(getRunningLoop().createUnixConnection(RecordingProtocol::new, path));
          outside.transport().write(bytes("to the server"));
          inside.awaitText("to the server");
          outside.transport().close();

          assertThat(outside.transport().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(UnixDomainSocketAddress.of(path));
          assertThat(inside.awaitLost()).isNull();
          assertThat(outside.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    @Mirrors({
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_pathlike",
      "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_pathlib"
    })
    void failWhereNothingIs() {
      TestLoop.run(() -> {
        assertThatThrownBy(() -> await(openUnixConnection(path)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage("cannot connect to " + path + ": No such file or directory")
            .hasCauseInstanceOf(NoSuchFileException.class);
      });
    }

    @Test
    void failWhereNoServerListens() throws IOException {
      bound().close();

      TestLoop.run(() -> {
        assertThatThrownBy(() -> await(openUnixConnection(path)))
            .hasMessage("cannot connect to " + path + ": Connection refused")
            .hasCauseInstanceOf(ConnectException.class);
      });
    }

    @Test
    void waitForRoomInTheBacklog() {
      TestLoop.run(() -> {
        var options = ServerOptions.DEFAULTS.withBacklog(1);
        try (var _ = await(startUnixServer(ECHO, path, options))) {
          List<Coroutine<String>> clients = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            clients.add(() -> {
              try (var client = await(openUnixConnection(path))) {
                return echo(client, "me too");
              }
            });
          }

          assertThat(await(gather(clients))).hasSize(20).containsOnly("me too");
        }
      });
    }

    @Test
    void doNotWaitForRoomInTheBacklogLongerThanTheTimeout() throws IOException {
      try (var listener =
          ServerSocketChannel.open(StandardProtocolFamily.UNIX)
              .bind(UnixDomainSocketAddress.of(path), 1)) {
        TestLoop.run(() -> {
          var options = ConnectOptions.DEFAULTS.withConnectTimeout(millis(20));
          List<StreamConnection> waiting = new ArrayList<>();
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      waiting.add(await(openUnixConnection(path, options)));
                    }
                  })
              .hasCauseInstanceOf(SocketTimeoutException.class);
          waiting.forEach(client -> client.writer().transport().abort());
          assertThat(listener.isOpen()).isTrue();
        });
      }
    }

    @Test
    void takeOverASocketThatIsConnected() throws IOException {
      try (var listener = bound()) {
        TestLoop.run(() -> {
          var socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
          var connected =
              await(getRunningLoop().createUnixConnection(RecordingProtocol::new, socket));
          listener.accept().close();

          connected.protocol().await("eof");
          assertThat(connected.protocol().awaitLost()).isNull();
        });
      }
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_path_inetsock")
    void refuseAnInternetSocket() throws IOException {
      try (var listener = Peer.listen();
          var socket = SocketChannel.open(listener.getLocalSocketAddress())) {
        TestLoop.run(() -> {
          assertThatThrownBy(
                  () -> await(getRunningLoop().createUnixConnection(Unheard::new, socket)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("Unix socket expected");
        });
      }
    }
  }

  /// A protocol whose callbacks are never called.
  private static final class Unheard implements Protocol {}

  @Nested
  class Servers {

    @Test
    @Mirrors("test_server.UnixServerCleanupTests.test_unix_server_addr_cleanup")
    void removeTheirFile() {
      TestLoop.run(() -> {
        try (var server = await(startUnixServer(ECHO, path))) {
          assertThat(path).exists();

          server.close();

          assertThat(path).doesNotExist();
        }
      });
    }

    @Test
    @Mirrors("test_server.UnixServerCleanupTests.test_unix_server_sock_cleanup")
    void removeTheFileOfASocketTheyTookOver() {
      TestLoop.run(() -> {
        var socket = bound();
        try (var server =
            await(
                getRunningLoop().createUnixServer(Unheard::new, socket, ServerOptions.DEFAULTS))) {
          server.close();

          assertThat(path).doesNotExist();
        }
      });
    }

    @Test
    @Mirrors("test_server.UnixServerCleanupTests.test_unix_server_cleanup_gone")
    void closeThoughTheirFileIsGone() {
      TestLoop.run(() -> {
        try (var server = await(startUnixServer(ECHO, path))) {
          Files.delete(path);

          server.close();

          assertThat(path).doesNotExist();
        }
      });
    }

    @Test
    @Mirrors("test_server.UnixServerCleanupTests.test_unix_server_cleanup_replaced")
    void leaveAFileThatReplacedTheirs() {
      TestLoop.run(() -> {
        try (var server = await(startUnixServer(ECHO, path))) {
          Files.delete(path);
          try (var _ = bound()) {
            server.close();

            assertThat(path).exists();
          }
        }
      });
    }

    @Test
    @Mirrors("test_server.UnixServerCleanupTests.test_unix_server_cleanup_prevented")
    void leaveTheirFileIfAsked() {
      TestLoop.run(() -> {
        var options = ServerOptions.DEFAULTS.withCleanupSocket(false);
        try (var server = await(startUnixServer(ECHO, path, options))) {
          server.close();

          assertThat(path).exists();
        }
      });
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_existing_path_sock")
    void removeAStaleSocketFile() throws IOException {
      bound().close();

      TestLoop.run(() -> {
        try (var _ = await(startUnixServer(ECHO, path));
            var client = await(openUnixConnection(path))) {
          assertThat(echo(client, "hello")).isEqualTo("hello");
        }
      });
    }

    @Test
    void leaveAStaleSocketFileIfAsked() throws IOException {
      bound().close();

      TestLoop.run(() -> {
        var options = ServerOptions.DEFAULTS.withReuseAddress(false);
        assertThatThrownBy(() -> await(startUnixServer(ECHO, path, options)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage("cannot listen on " + path + ": Address already in use")
            .hasCauseInstanceOf(BindException.class);
        assertThat(path).exists();
      });
    }

    @Test
    void leaveAFileThatIsNoSocket() throws IOException {
      Files.writeString(path, "precious");

      TestLoop.run(() -> {
        assertThatThrownBy(() -> await(startUnixServer(ECHO, path)))
            .hasMessage("cannot listen on " + path + ": Address already in use");
        assertThat(path).hasContent("precious");
      });
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_path_inetsock")
    void refuseAnInternetSocket() throws IOException {
      try (var socket = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
        TestLoop.run(() -> {
          assertThatThrownBy(() ->
                  await(
                      getRunningLoop()
                          .createUnixServer(Unheard::new, socket, ServerOptions.DEFAULTS)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("Unix socket expected");
        });
      }
    }
  }
}
