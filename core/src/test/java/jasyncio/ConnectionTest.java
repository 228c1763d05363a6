package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Making connections.
class ConnectionTest {

  private static Connected<Transport, RecordingProtocol> connect(
      String host, int port, ConnectOptions options) {
    return await(getRunningLoop().createConnection(RecordingProtocol::new, host, port, options));
  }

  private static Connected<Transport, RecordingProtocol> connect(String host, int port) {
    return connect(host, port, ConnectOptions.DEFAULTS);
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_create_connection",
    "test_base_events.BaseEventTests.test_ipaddr_info",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ip_addr"
  })
  void givesTheTransportAndItsProtocol() {
    TestLoop.run(() -> {
      for (String address : addresses()) {
        try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
          var connected = connect(address, listener.getLocalPort());
          var protocol = connected.protocol();
          try (var peer = new Peer(listener.accept())) {
            assertThat(protocol.transport).isSameAs(connected.transport());
            assertThat(connected.transport().getExtraInfo(ExtraInfo.SOCKNAME))
                .isEqualTo(peer.socket.getRemoteSocketAddress());
            peer.send("hello");
            protocol.awaitText("hello");
          }
          assertThat(protocol.awaitLost()).isNull();
        }
      }
    });
  }

  private static List<String> addresses() {
    return ServerTest.hasIpv6() ? List.of(Peer.LOOPBACK, "::1") : List.of(Peer.LOOPBACK);
  }

  @Test
  void looksNamesUp() {
    TestLoop.run(() -> {
      try (var listener = Peer.listen()) {
        connect("localhost", listener.getLocalPort()).transport().abort();
      }
    });
  }

  @Test
  void setsKeepAliveIfAsked() {
    TestLoop.run(() -> {
      try (var listener = Peer.listen()) {
        var options = ConnectOptions.DEFAULTS.withKeepAlive(true);
        var transport = connect(Peer.LOOPBACK, listener.getLocalPort(), options).transport();

        var socket = Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET));
        assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        transport.abort();
      }
    });
  }

  @Nested
  class Refused {

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_connect_err")
    void namesHostAndPort() {
      TestLoop.run(() -> {
        int port = Peer.unusedPort();

        assertThatThrownBy(() -> connect(Peer.LOOPBACK, port))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage("cannot connect to 127.0.0.1:" + port + ": Connection refused")
            .hasCauseInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> await(openConnection(Peer.LOOPBACK, port)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("127.0.0.1:" + port);
      });
    }

    /// Gives each host two addresses at which nobody listens.
    private void resolveToTwo() {
      var addresses =
          List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2"));
      getRunningLoop().setResolver(_ -> () -> addresses);
    }

    @Test
    @Mirrors({
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple",
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors"
    })
    void byAllAddressesOfANameGivesAllFailuresAsAGroupIfAsked() {
      TestLoop.run(() -> {
        resolveToTwo();
        int port = Peer.unusedPort();
        var options = ConnectOptions.DEFAULTS.withAllErrors(true);

        assertThatThrownBy(() -> connect("host", port, options))
            .isInstanceOfSatisfying(
                ExceptionGroup.class,
                group ->
                    assertThat(group.exceptions())
                        .hasSize(2)
                        .hasOnlyElementsOfType(ConnectException.class))
            .hasMessageStartingWith("cannot connect to host:" + port);
      });
    }

    @Test
    @Mirrors({
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple",
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors"
    })
    void connectionRefusedByAllAddressesNamesThemAll() {
      TestLoop.run(() -> {
        resolveToTwo();
        int port = Peer.unusedPort();

        assertThatThrownBy(() -> connect("host", port))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot connect to host:" + port + ": ")
            .hasMessageContaining("127.0.0.1:" + port + ": Connection refused")
            .hasMessageContaining("127.0.0.2:" + port + ": Connection refused")
            .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      });
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_connect_err")
    void givesItsOneFailureAsAGroupIfAsked() {
      TestLoop.run(() -> {
        int port = Peer.unusedPort();
        var options = ConnectOptions.DEFAULTS.withAllErrors(true);

        assertThatThrownBy(() -> connect(Peer.LOOPBACK, port, options))
            .isInstanceOfSatisfying(
                ExceptionGroup.class, group -> assertThat(group.exceptions()).hasSize(1));
      });
    }
  }

  @Nested
  class FromALocalAddress {

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_connection_local_addr")
    void isBoundToIt() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          var local = Peer.address(Peer.LOOPBACK, Peer.unusedPort());
          var options = ConnectOptions.DEFAULTS.withLocalAddr(local);

          var transport = connect(Peer.LOOPBACK, listener.getLocalPort(), options).transport();

          assertThat(transport.getExtraInfo(ExtraInfo.SOCKNAME)).isEqualTo(local);
          transport.abort();
        }
      });
    }

    @Test
    void looksItsNameUp() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          var options =
              ConnectOptions.DEFAULTS.withLocalAddr(
                  InetSocketAddress.createUnresolved("localhost", 0));

          connect(Peer.LOOPBACK, listener.getLocalPort(), options).transport().abort();
        }
      });
    }

    @Test
    @Mirrors({
      "test_events.EventLoopTestsMixin.test_create_connection_local_addr_skip_different_family",
      "test_events.EventLoopTestsMixin.test_create_connection_local_addr_nomatch_family"
    })
    void mustBeOfTheFamilyOfTheRemoteOne() {
      TestLoop.run(() -> {
        var options = ConnectOptions.DEFAULTS.withLocalAddr(Peer.address("::1", 0));

        assertThatThrownBy(() -> connect(Peer.LOOPBACK, 1, options))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("no local address of family INET");
      });
    }

    /// Has the name `local` stand for two addresses.
    private static InetSocketAddress twoLocals(int port, String... addresses) {
      List<InetAddress> found = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
      getRunningLoop().setResolver(_ -> () -> found);
      return InetSocketAddress.createUnresolved("local", port);
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors_local_addr")
    void collectsTheFailuresToBindWithThoseToConnect() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          int port = listener.getLocalPort();
          getRunningLoop()
              .setResolver(host ->
                  () ->
                      Stream.of(host.equals("local") ? "127.0.0.1" : "127.0.0.2", "::1")
                          .limit(host.equals("local") ? 1 : 2)
                          .map(InetAddress::ofLiteral)
                          .toList());
          var options =
              ConnectOptions.DEFAULTS.withLocalAddr(
                  InetSocketAddress.createUnresolved("local", port));

          assertThatThrownBy(() -> connect("remote", 1, options))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining(
                  "127.0.0.2:1: cannot bind 127.0.0.1:" + port + ": Address already in use; ")
              .hasMessageContaining("]:1: no local address of family INET6")
              .hasCauseInstanceOf(BindException.class)
              .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
      });
    }

    @Test
    void namesAllThatCannotBeBound() {
      TestLoop.run(() -> {
        try (var listener = new ServerSocket(0)) { // at all addresses
          int port = listener.getLocalPort();
          var local = twoLocals(port, "127.0.0.1", "127.0.0.2");

          assertThatThrownBy(
                  () -> connect(Peer.LOOPBACK, 1, ConnectOptions.DEFAULTS.withLocalAddr(local)))
              .hasMessageContaining("cannot bind 127.0.0.1:" + port + ": ")
              .hasMessageContaining("cannot bind 127.0.0.2:" + port + ": ");
        }
      });
    }

    @Test
    void isTheFirstOfANameThatIsFree() {
      TestLoop.run(() -> {
        try (var taken = Peer.listen();
            var listener = Peer.listen()) {
          var local = twoLocals(taken.getLocalPort(), "127.0.0.1", "127.0.0.2");
          var options = ConnectOptions.DEFAULTS.withLocalAddr(local);

          var transport = connect(Peer.LOOPBACK, listener.getLocalPort(), options).transport();

          assertThat(transport.getExtraInfo(ExtraInfo.SOCKNAME))
              .isEqualTo(Peer.address("127.0.0.2", taken.getLocalPort()));
          transport.abort();
        }
      });
    }

    @Test
    void namesItIfItCannotBeBound() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          int port = listener.getLocalPort();
          var options = ConnectOptions.DEFAULTS.withLocalAddr(Peer.address(Peer.LOOPBACK, port));

          assertThatThrownBy(() -> connect(Peer.LOOPBACK, Peer.unusedPort(), options))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("cannot bind 127.0.0.1:" + port + ": Address already in use")
              .hasCauseInstanceOf(BindException.class);
        }
      });
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_local_addr")
    void failsIfItIsUnknown() {
      TestLoop.run(() -> {
        var options =
            ConnectOptions.DEFAULTS.withLocalAddr(
                InetSocketAddress.createUnresolved("no-such-host.invalid", 0));

        assertThatThrownBy(() -> connect(Peer.LOOPBACK, 1, options))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot resolve no-such-host.invalid");
      });
    }
  }

  @Nested
  class ToAnUnknownHost {

    @Test
    void namesIt() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> connect("no-such-host.invalid", 80))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageStartingWith("cannot resolve no-such-host.invalid: ")
              .hasCauseInstanceOf(UnknownHostException.class));
    }

    @Test
    void hostWithoutAddressesOfTheFamilyNamesTheFamily() {
      TestLoop.run(() -> {
        var options = ConnectOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET6);

        assertThatThrownBy(() -> connect(Peer.LOOPBACK, 80, options))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("no address of family INET6");
      });
    }

    @Test
    void canBeCancelledWhileItIsLookedUp() {
      TestLoop.run(() -> {
        Task<StreamConnection> opening = createTask(openConnection("no-such-host.invalid", 80));

        // runs right after the first step of the task, before an answer can have come
        getRunningLoop().callSoon(opening::cancel);

        assertThatThrownBy(() -> await(opening)).isInstanceOf(CancelledError.class);
      });
    }
  }

  /// A listener whose queue is full, so that the system does not answer further attempts.
  private static final class SilentListener implements AutoCloseable {
    private final ServerSocket listener;
    private final List<SocketChannel> waiting = new ArrayList<>();

    SilentListener() throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.ofLiteral(Peer.LOOPBACK));
      for (int i = 0; i < 4; i++) { // on Linux a backlog of 1 holds two
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(listener.getLocalSocketAddress());
        waiting.add(channel);
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      listener.close();
    }
  }

  @Nested
  class ToASilentHost {

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_timeout")
    void givesUpAfterTheTimeout() {
      TestLoop.run(() -> {
        try (var silent = new SilentListener()) {
          var options = ConnectOptions.DEFAULTS.withConnectTimeout(millis(1500));

          assertThatThrownBy(() -> connect(Peer.LOOPBACK, silent.port(), options))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessage(
                  "cannot connect to 127.0.0.1:" + silent.port() + ": no answer within PT1.5S")
              .hasCauseInstanceOf(SocketTimeoutException.class);
        }
      });
    }

    @Test
    void canBeCancelled() {
      TestLoop.run(() -> {
        try (var silent = new SilentListener()) {
          Task<StreamConnection> opening = createTask(openConnection(Peer.LOOPBACK, silent.port()));
          letTheLoopPoll();

          opening.cancel();

          assertThatThrownBy(() -> await(opening)).isInstanceOf(CancelledError.class);
        }
      });
    }
  }

  @Nested
  class OverASocketFromElsewhere {

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_connect_accepted_socket")
    void worksAsAnyOther() {
      TestLoop.run(() -> {
        try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
            var peer = Peer.connect(listener.getLocalAddress())) {
          var connected = adopt(listener.accept());
          peer.send("hello");
          connected.protocol().awaitText("hello");

          connected.transport().write(new byte[] {'!'});
          assertThat(peer.receive(1)).isEqualTo("!");

          peer.socket.close();
          assertThat(connected.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    @Mirrors("test_proactor_events.ProactorSocketTransportTests.test_close_invalid_sockobj")
    void endsQuietlyIfThatWasClosedBehindItsBack() {
      TestLoop.run(() -> {
        try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
            var _ = Peer.connect(listener.getLocalAddress())) {
          SocketChannel socket = listener.accept();
          var connected = adopt(socket);
          socket.close();

          connected.transport().close();

          assertThat(connected.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    void needsOneThatIsConnected() {
      TestLoop.run(() -> {
        SocketChannel unconnected = SocketChannel.open();

        assertThatThrownBy(() -> adopt(unconnected))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("not connected: ");
        assertThatThrownBy(() -> adopt(unconnected))
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(ClosedChannelException.class);
      });
    }

    private Connected<Transport, RecordingProtocol> adopt(SocketChannel socket) {
      return await(getRunningLoop().connectAcceptedSocket(RecordingProtocol::new, socket));
    }
  }

  @Nested
  class WithHappyEyeballs {
    private final ConnectOptions options =
        ConnectOptions.DEFAULTS.withHappyEyeballsDelay(millis(250));

    @Test
    void findsTheAddressThatAnswers() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen()) {
          var connected = connect("localhost", listener.getLocalPort(), options);

          try (var peer = new Peer(listener.accept())) {
            peer.send("hello");
            connected.protocol().awaitText("hello");
          }
          assertThat(connected.protocol().awaitLost()).isNull();
        }
      });
    }

    @Test
    void namesAllAddressesIfNoneAnswers() {
      TestLoop.run(() -> {
        int port = Peer.unusedPort();

        assertThatThrownBy(() -> connect("localhost", port, options))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("127.0.0.1:" + port + ": Connection refused");
      });
    }

    @Test
    void canBeCancelled() {
      TestLoop.run(() -> {
        try (var silent = new SilentListener()) {
          Task<StreamConnection> opening =
              createTask(openConnection(Peer.LOOPBACK, silent.port(), options));
          letTheLoopPoll();

          opening.cancel();

          assertThatThrownBy(() -> await(opening)).isInstanceOf(CancelledError.class);
          assertThat(Asyncio.allTasks()).hasSize(1);
        }
      });
    }
  }

  @Test
  void closesTheSocketIfTheFactoryFails() {
    var failure = new IllegalStateException("no protocol today");
    TestLoop.run(() -> {
      try (var listener = Peer.listen()) {
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createConnection(
                            () -> {
                              throw failure;
                            },
                            Peer.LOOPBACK,
                            listener.getLocalPort())))
            .isSameAs(failure);
        letTheLoopPoll();
        try (var peer = new Peer(listener.accept())) {
          assertThat(peer.receiveAll()).isEmpty();
        }
      }
    });
  }

  @Test
  void refusesProtocolsThatAreNotForStreams() {
    TestLoop.run(() -> {
      try (var listener = Peer.listen()) {
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createConnection(
                            () -> new BaseProtocol() {}, Peer.LOOPBACK, listener.getLocalPort())))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("neither Protocol nor BufferedProtocol");
      }
    });
  }

  @Test
  void optionsAreChecked() {
    var options = ConnectOptions.DEFAULTS;

    assertThatThrownBy(() -> options.withLimit(0)).hasMessage("limit <= 0: 0");
    assertThatThrownBy(() -> options.withConnectTimeout(millis(0)))
        .hasMessage("connectTimeout <= 0: PT0S");
    assertThatThrownBy(() -> options.withFamily(StandardProtocolFamily.UNIX))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerOptions.DEFAULTS.withBacklog(-1)).hasMessage("backlog < 0: -1");
    assertThatThrownBy(() -> ServerOptions.DEFAULTS.withLimit(0)).hasMessage("limit <= 0: 0");
    assertThat(ServerOptions.DEFAULTS.withReuseAddress(false).reuseAddress()).isFalse();
  }
}
