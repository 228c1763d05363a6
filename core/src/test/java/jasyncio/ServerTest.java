package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Sneaky;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Listening sockets and the life of a server.
class ServerTest {
  // the protocols of the accepted connections, oldest first
  private final Deque<RecordingProtocol> accepted = new ArrayDeque<>();

  private RecordingProtocol accept() {
    var protocol = new RecordingProtocol();
    accepted.add(protocol);
    return protocol;
  }

  private Server serve() {
    return serve(Peer.LOOPBACK, 0, ServerOptions.DEFAULTS);
  }

  private Server serve(@Nullable String host, int port, ServerOptions options) {
    return await(getRunningLoop().createServer(this::accept, host, port, options));
  }

  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  @Test
  void hasItsAddressesByAsynciosNameToo() {
    TestLoop.run(() -> {
      try (var server = serve()) {
        assertThat(server.addresses()).hasSize(1).isEqualTo(server.sockets());
      }
    });
  }

  @Nested
  class Accepting {

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_server")
    void makesAProtocolForEachConnection() {
      TestLoop.run(() -> {
        try (var server = serve("0.0.0.0", 0, ServerOptions.DEFAULTS);
            var peer = Peer.connect(loopback(server))) {
          assertThat(server.sockets()).hasSize(1);
          peer.send("xxx");
          letTheLoopPoll();
          var protocol = accepted.getFirst();
          protocol.awaitText("xxx");

          var transport = Objects.requireNonNull(protocol.transport);
          assertThat(transport.getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(peer.socket.getLocalSocketAddress());
          assertThat(transport.getExtraInfo(ExtraInfo.SOCKNAME))
              .isEqualTo(peer.socket.getRemoteSocketAddress());
          assertThat(
                  Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET))
                      .getOption(StandardSocketOptions.TCP_NODELAY))
              .isTrue();

          transport.close();
          assertThat(protocol.awaitLost()).isNull();
          assertThat(peer.receiveAll()).isEmpty();
        }
      });
    }

    @Test
    @Mirrors({
      "test_selector_events.BaseSelectorEventLoopTests.test_accept_connection_multiple",
      "test_selector_events.BaseSelectorEventLoopTests.test_accept_connection_zero_one"
    })
    void acceptsAllWaitingConnectionsWithAnyBacklog() {
      for (int backlog : new int[] {0, 1, 100}) {
        accepted.clear();
        TestLoop.run(() -> {
          try (var server = serve(Peer.LOOPBACK, 0, ServerOptions.DEFAULTS.withBacklog(backlog))) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < Math.min(backlog + 1, 10); i++) {
              peers.add(Peer.connect(server));
            }
            letTheLoopPoll();

            assertThat(accepted).hasSize(peers.size());
            for (Peer peer : peers) {
              peer.socket.close();
            }
            for (RecordingProtocol protocol : accepted) {
              protocol.awaitLost();
            }
          }
        });
      }
    }

    @Test
    void setsKeepAliveIfAsked() {
      TestLoop.run(() -> {
        try (var server = serve(Peer.LOOPBACK, 0, ServerOptions.DEFAULTS.withKeepAlive(true));
            var _ = Peer.connect(server)) {
          letTheLoopPoll();

          var socket =
              Objects.requireNonNull(accepted.getFirst().transport).getExtraInfo(ExtraInfo.SOCKET);
          assertThat(Objects.requireNonNull(socket).getOption(StandardSocketOptions.SO_KEEPALIVE))
              .isTrue();
        }
      });
    }

    static List<Exception> failures() {
      return List.of(
          new IllegalStateException("no protocol today"), new IOException("no file of protocols"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void reportsAFactoryThatFailsAndGoesOn(Exception failure) {
      List<Supplier<BaseProtocol>> factories = new ArrayList<>();
      factories.add(() -> {
        throw Sneaky.<RuntimeException>unchecked(failure);
      });
      factories.add(() -> new BaseProtocol() {});
      factories.add(this::accept0);
      try (var test = new TestLoop()) {
        test.complete(
            Coroutine.of(() -> {
              try (var server =
                      await(
                          test.loop.createServer(
                              () -> factories.removeFirst().get(), Peer.LOOPBACK, 0));
                  var one = Peer.connect(server);
                  var two = Peer.connect(server);
                  var three = Peer.connect(server)) {
                letTheLoopPoll();
                assertThat(one.receiveAll()).isEmpty();
                assertThat(two.receiveAll()).isEmpty();
                three.send("hello");
                accepted.getFirst().awaitText("hello");
              }
            }));

        assertThat(test.takeReports())
            .hasSize(2)
            .allSatisfy(report ->
                assertThat(report.message())
                    .isEqualTo("Error on transport creation for incoming connection"))
            .first()
            .extracting(ExceptionContext::exception)
            .isSameAs(failure);
      }
    }

    private BaseProtocol accept0() {
      return accept();
    }
  }

  @Nested
  class Binding {

    @Test
    @Mirrors({
      "test_events.EventLoopTestsMixin.test_create_server_dual_stack",
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_empty_host"
    })
    void noHostListensOnAllInterfacesOfBothFamilies() {
      for (String host : new String[] {null, ""}) {
        TestLoop.run(() -> {
          try (var server = serve(host, 0, ServerOptions.DEFAULTS);
              var _ = Peer.connect(loopback(server))) {
            if (hasIpv6()) {
              Peer.connect(Peer.address("::1", Peer.port(server))).close();
            }
            letTheLoopPoll();

            assertThat(accepted).isNotEmpty();
          }
        });
      }
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_server_ipv6")
    void ipv6AddressIsBound() {
      Assumptions.assumeTrue(hasIpv6());
      TestLoop.run(() -> {
        try (var server = serve("::1", 0, ServerOptions.DEFAULTS);
            var _ = Peer.connect(server)) {
          letTheLoopPoll();

          assertThat(server.sockets()).hasSize(1);
          assertThat(((InetSocketAddress) server.sockets().getFirst()).getAddress())
              .isInstanceOf(Inet6Address.class);
          assertThat(accepted).hasSize(1);
        }
      });
    }

    @Test
    void nameUsesTheAddressesOfTheFamilyAskedFor() {
      TestLoop.run(() -> {
        var options = ServerOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET);
        try (var server = serve("localhost", 0, options);
            var _ = Peer.connect(loopback(server))) {
          letTheLoopPoll();

          assertThat(server.sockets()).hasSize(1);
          assertThat(accepted).hasSize(1);
        }
      });
    }

    @Test
    @Mirrors({
      "test_events.EventLoopTestsMixin.test_create_server_addr_in_use",
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_cant_bind"
    })
    void addressInUseFailsAndIsNamed() {
      TestLoop.run(() -> {
        try (var server = serve()) {
          int port = Peer.port(server);

          assertThatThrownBy(() -> serve(Peer.LOOPBACK, port, ServerOptions.DEFAULTS))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessage("cannot listen on 127.0.0.1:" + port + ": Address already in use")
              .hasCauseInstanceOf(BindException.class);
        }
      });
    }

    @Test
    void addressOfAnotherMachineFailsAndIsNamed() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> serve("192.0.2.1", 0, ServerOptions.DEFAULTS))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageStartingWith("cannot listen on 192.0.2.1:0: "));
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_server_multiple_hosts_ipv4")
    void severalHostsHaveASocketForEachAddress() {
      TestLoop.run(() -> {
        var hosts = List.of("127.0.0.1", "127.0.0.2", "127.0.0.1");
        try (var server =
            await(
                getRunningLoop()
                    .createServerOn(ServerTest.this::accept, hosts, 0, ServerOptions.DEFAULTS))) {
          assertThat(server.sockets())
              .extracting(address -> ((InetSocketAddress) address).getHostString())
              .containsExactly("127.0.0.1", "127.0.0.2");
        }
      });
    }

    @Test
    void emptyListOfHostsIsRefused() {
      TestLoop.run(() -> {
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createServerOn(
                            ServerTest.this::accept, List.of(), 0, ServerOptions.DEFAULTS)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("no host to listen on");
      });
    }

    @Test
    void portOutOfRangeIsRefused() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> serve(null, 65536, ServerOptions.DEFAULTS))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("port not within 0 to 65535: 65536"));
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_server_reuse_port")
    void sharedPortNeedsReusePort() {
      TestLoop.run(() -> {
        var sharing = ServerOptions.DEFAULTS.withReusePort(true);
        try (var one = serve(Peer.LOOPBACK, 0, sharing);
            var two = serve(Peer.LOOPBACK, Peer.port(one), sharing)) {
          assertThat(two.sockets()).isEqualTo(one.sockets());

          assertThatThrownBy(() -> serve(Peer.LOOPBACK, Peer.port(one), ServerOptions.DEFAULTS))
              .isInstanceOf(UncheckedIOException.class);
        }
      });
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_server_no_getaddrinfo")
    void hostWithoutAddressesOfTheFamilyFails() {
      TestLoop.run(() -> {
        var options = ServerOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET6);

        assertThatThrownBy(() -> serve(Peer.LOOPBACK, 0, options))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("no address of family INET6");
      });
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_server_sock")
    void isNotNeededForASocketFromElsewhere() {
      TestLoop.run(() -> {
        var socket = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
        try (var server = serveOn(socket);
            var _ = Peer.connect(server)) {
          letTheLoopPoll();

          assertThat(server.sockets()).containsExactly(socket.getLocalAddress());
          assertThat(accepted).hasSize(1);
        }
        assertThat(socket.isOpen()).isFalse();
        assertThatThrownBy(() -> serveOn(ServerSocketChannel.open()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("not bound: ");
        assertThatThrownBy(() -> serveOn(socket)).isInstanceOf(UncheckedIOException.class);
      });
    }

    private Server serveOn(ServerSocketChannel socket) {
      return await(
          getRunningLoop().createServer(ServerTest.this::accept, socket, ServerOptions.DEFAULTS));
    }

    @Test
    void portCanBeBoundAgainAsSoonAsAServerHasLeftIt() {
      TestLoop.run(() -> {
        Server first = serve();
        int port = Peer.port(first);
        first.close();
        assertThatThrownBy(() -> Peer.connect(Peer.address(Peer.LOOPBACK, port)))
            .isInstanceOf(ConnectException.class);

        serve(Peer.LOOPBACK, port, ServerOptions.DEFAULTS).close();
      });
    }
  }

  @Nested
  class Life {

    @Test
    @Mirrors("test_events.TestServer.test_get_loop")
    void beginsServing() {
      TestLoop.run(() -> {
        try (var server = serve()) {
          assertThat(server.isServing()).isTrue();
          assertThat(server.getLoop()).isSameAs(getRunningLoop());
          assertThat(server.toString())
              .isEqualTo("Server[[127.0.0.1:" + Peer.port(server) + "], serving, 0 connections]");
          await(server.startServing());
        }
      });
    }

    @Test
    @Mirrors("test_server.BaseStartServer.test_start_server_1")
    void canBeginLater() {
      TestLoop.run(() -> {
        Server server = serve(Peer.LOOPBACK, 0, ServerOptions.DEFAULTS.withStartServing(false));
        try (var peer = Peer.connect(server)) {
          letTheLoopPoll();
          assertThat(server.isServing()).isFalse();
          assertThat(accepted).isEmpty();

          Task<Void> serving = createTask(server.serveForever());
          letTheLoopPoll();
          assertThat(server.isServing()).isTrue();
          assertThat(accepted).hasSize(1);
          assertThatThrownBy(() -> await(server.serveForever()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is in serveForever() already");

          peer.socket.close();
          accepted.getFirst().awaitLost();
          serving.cancel();
          assertThatThrownBy(() -> await(serving)).isInstanceOf(CancelledError.class);
        }
        assertThat(server.isServing()).isFalse();
        assertThat(server.sockets()).isEmpty();
        assertThatThrownBy(() -> await(server.serveForever()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is closed");
        assertThatThrownBy(() -> await(server.startServing()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is closed");
      });
    }

    @Test
    void serveForeverEndsWhenTheServerIsClosed() {
      TestLoop.run(() -> {
        Server server = serve();
        Task<Void> serving = createTask(server.serveForever());
        turn();

        server.close();
        server.close();

        assertThatThrownBy(() -> await(serving)).isInstanceOf(CancelledError.class);
      });
    }

    @Test
    @Mirrors("test_server.TestServer2.test_wait_closed_basic")
    void isOverWhenClosedAndWithoutConnections() {
      TestLoop.run(() -> {
        Server server = serve();
        try (var peer = Peer.connect(server)) {
          letTheLoopPoll();
          Task<Void> early = createTask(server.waitClosed());
          Task<Void> cancelled = createTask(server.waitClosed());
          letTheLoopPoll();
          cancelled.cancel();
          assertThat(early.done()).isFalse();

          server.close();
          Task<Void> late = createTask(server.waitClosed());
          letTheLoopPoll();
          assertThat(early.done()).isFalse();
          assertThat(late.done()).isFalse();

          peer.socket.close();
          await(early);
          await(late);
          await(server.waitClosed());
        }
      });
    }

    @Test
    @Mirrors("test_server.TestServer2.test_wait_closed_race")
    void isOverWhenItsLastConnectionEndsInTheTurnOfItsClose() {
      TestLoop.run(() -> {
        Server server = serve();
        try (var _ = Peer.connect(server)) {
          letTheLoopPoll();
          Task<Void> over = createTask(server.waitClosed());
          turn();

          getRunningLoop().callSoon(server::close);
          getRunningLoop().callSoon(Objects.requireNonNull(accepted.getFirst().transport)::close);

          await(over);
        }
      });
    }

    @Test
    @Mirrors("test_server.TestServer2.test_close_clients")
    void canCloseItsConnections() {
      TestLoop.run(() -> {
        Server server = serve();
        try (var one = Peer.connect(server);
            var two = Peer.connect(server)) {
          letTheLoopPoll();
          server.close();

          server.closeClients();
          Task<Void> over = createTask(server.waitClosed());
          turn();
          turn();

          assertThat(over.done()).isTrue();
          assertThat(one.receiveAll()).isEmpty();
          assertThat(two.receiveAll()).isEmpty();
          assertThat(accepted).allMatch(protocol -> protocol.events.contains("lost"));
        }
      });
    }

    @Test
    void canAbortConnectionsThatWillNotEnd() {
      TestLoop.run(() -> {
        Server server = serve();
        try (var _ = Peer.connect(server)) {
          letTheLoopPoll();
          TransportTest.fill((Transport) Objects.requireNonNull(accepted.getFirst().transport));
          server.close();
          server.closeClients();
          Task<Void> over = createTask(server.waitClosed());
          letTheLoopPoll();
          assertThat(over.done()).isFalse();

          server.abortClients();

          await(over);
          assertThat(accepted.getFirst().cause).isNull();
        }
      });
    }

    @Test
    void leavesConnectionsAloneWhenClosed() {
      TestLoop.run(() -> {
        Server server = serve();
        try (var peer = Peer.connect(server)) {
          letTheLoopPoll();

          server.close();

          peer.send("still here");
          accepted.getFirst().awaitText("still here");
        }
      });
    }
  }

  /// An address at which a server on all interfaces can be reached from this machine.
  private static InetSocketAddress loopback(Server server) {
    return Peer.address(Peer.LOOPBACK, Peer.port(server));
  }

  static boolean hasIpv6() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
