package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of connections that end before their TLS handshake has ended, in each turn of the loop in
/// which they can. A connection then leaves nothing behind, and no task waits until the time limit
/// of the handshake, a minute, has passed.
@Timeout(50)
class EarlyEndTest {
  // beyond the end of a handshake, of which each message takes a few turns
  private static final int TURNS = 16;

  @TempDir Path folder;

  /// The kinds of connections.
  enum Kind {
    TCP(false, false),
    TLS(false, true),
    UNIX(true, false),
    TLS_OVER_UNIX(true, true);

    private final boolean unix;
    private final boolean tls;

    Kind(boolean unix, boolean tls) {
      this.unix = unix;
      this.tls = tls;
    }

    private ServerOptions serverOptions() {
      return tls
          ? ServerOptions.DEFAULTS.withTls(TestCertificate.server())
          : ServerOptions.DEFAULTS;
    }

    private ConnectOptions clientOptions() {
      return tls
          ? ConnectOptions.DEFAULTS
              .withTls(TestCertificate.client())
              .withServerHostname("localhost")
          : ConnectOptions.DEFAULTS;
    }
  }

  private Server serve(Kind kind, Supplier<Protocol> factory) {
    EventLoop loop = getRunningLoop();
    return kind.unix
        ? await(loop.createUnixServer(factory, folder.resolve("s"), kind.serverOptions()))
        : await(loop.createServer(factory, Peer.LOOPBACK, 0, kind.serverOptions()));
  }

  private Coroutine<Connected<Transport, RecordingProtocol>> connection(
      Kind kind, Server server, Supplier<RecordingProtocol> factory) {
    EventLoop loop = getRunningLoop();
    return kind.unix
        ? loop.createUnixConnection(factory, folder.resolve("s"), kind.clientOptions())
        : loop.createConnection(factory, Peer.LOOPBACK, Peer.port(server), kind.clientOptions());
  }

  private static void afterTurns(int turns, Runnable action) {
    if (turns == 0) {
      action.run();
    } else {
      getRunningLoop().callSoon(() -> afterTurns(turns - 1, action));
    }
  }

  /// The ways in which servers end their connections.
  enum ServerEnd {
    CLOSE_CLIENTS {
      @Override
      void end(Server server, Task<Void> serving) {
        server.close();
        server.closeClients();
      }
    },
    ABORT_CLIENTS {
      @Override
      void end(Server server, Task<Void> serving) {
        server.close();
        server.abortClients();
      }
    },
    SHUTDOWN {
      @Override
      void end(Server server, Task<Void> serving) {
        createTask(server.shutdown(Duration.ZERO));
      }
    },
    CANCEL {
      @Override
      void end(Server server, Task<Void> serving) {
        serving.cancel();
      }
    };

    abstract void end(Server server, Task<Void> serving);
  }

  static Stream<Arguments> endsOfServers() {
    return Stream.of(Kind.values())
        .flatMap(kind -> Stream.of(ServerEnd.values()).map(end -> Arguments.of(kind, end)));
  }

  @Nested
  class OfServers {
    @ParameterizedTest
    @MethodSource("jasyncio.EarlyEndTest#endsOfServers")
    void leavesNoConnectionInWhateverTurnItComes(Kind kind, ServerEnd end) {
      for (int turns = 0; turns <= TURNS; turns++) {
        assertNoConnectionIsLeft(kind, end, turns);
      }
    }

    private void assertNoConnectionIsLeft(Kind kind, ServerEnd end, int turns) {
      TestLoop.runInRealTime(() -> {
        var servers = new ArrayList<Server>();
        var servings = new ArrayList<Task<Void>>();
        Supplier<Protocol> factory =
            () -> {
              afterTurns(turns, () -> end.end(servers.getFirst(), servings.getFirst()));
              return new RecordingProtocol();
            };
        servers.add(serve(kind, factory));
        servings.add(createTask(servers.getFirst().serveForever()));
        var client = createTask(connection(kind, servers.getFirst(), RecordingProtocol::new));

        await(servers.getFirst().waitClosed());

        assertThat(servers.getFirst().toString()).contains(" 0 connections");
        awaitEndOf(client);
        assertThatThrownBy(() -> await(servings.getFirst())).isInstanceOf(CancelledError.class);
      });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void leavesNoConnectionIfItsCallbackThrows(Kind kind) {
      var reports = new ArrayList<String>();
      Asyncio.run(() -> {
        getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
        Supplier<Protocol> factory =
            () ->
                new Protocol() {
                  @Override
                  public void connectionMade(BaseTransport transport) {
                    throw new IllegalStateException("bug");
                  }
                };
        Server server = serve(kind, factory);
        var client = createTask(connection(kind, server, RecordingProtocol::new));
        awaitEndOf(client);
        server.close();
        await(server.waitClosed());
      });

      assertThat(reports).containsExactly("Fatal error: protocol.connectionMade() call failed.");
    }
  }

  @Test
  void aConnectionWhoseCallbackEndsTheRunIsLost() throws IOException {
    var served =
        new RecordingProtocol() {
          @Override
          public void connectionMade(BaseTransport transport) {
            super.connectionMade(transport);
            throw new InternalError("fatal");
          }
        };
    try (EventLoop loop = newEventLoop()) {
      Server server = loop.runUntilComplete(loop.createServer(() -> served, Peer.LOOPBACK, 0));
      try (var peer = Peer.connect(server)) {
        assertThatThrownBy(() -> loop.runUntilComplete(sleep(seconds(40)))).hasMessage("fatal");
        server.close();
        loop.runUntilComplete(server.waitClosed());

        assertThat(served.events).containsExactly("made", "lost");
        assertThat(peer.socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  /// Awaits a client whose server ends the connection, at once or a little later.
  private static void awaitEndOf(Task<Connected<Transport, RecordingProtocol>> client) {
    try {
      await(client).protocol().awaitLost();
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("connect");
    }
  }

  @Nested
  class OfClients {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void leavesNoConnectionInWhateverTurnItIsCancelled(Kind kind) {
      for (int turns = 0; turns <= TURNS; turns++) {
        assertNothingIsLeftOfACancelledClient(kind, turns);
      }
    }

    private void assertNothingIsLeftOfACancelledClient(Kind kind, int turns) {
      TestLoop.runInRealTime(() -> {
        var made = new ArrayList<RecordingProtocol>();
        Supplier<RecordingProtocol> factory =
            () -> {
              made.add(new RecordingProtocol());
              return made.getLast();
            };
        Server server = serve(kind, RecordingProtocol::new);
        var client = createTask(connection(kind, server, factory));
        afterTurns(turns, client::cancel);

        Connected<Transport, RecordingProtocol> connected = connectedUnlessCancelled(client);
        if (connected != null) {
          connected.transport().abort();
        }
        for (RecordingProtocol protocol : made) {
          if (protocol.events.contains("made")) {
            protocol.awaitLost();
          }
        }
        server.close();
        await(timeout(seconds(30), server.waitClosed()));
        assertThat(server.toString()).contains(" 0 connections");
      });
    }

    private @Nullable Connected<Transport, RecordingProtocol> connectedUnlessCancelled(
        Task<Connected<Transport, RecordingProtocol>> client) {
      try {
        return await(client);
      } catch (CancelledError e) {
        return null;
      }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void losesTheConnectionIfItsCallbackThrows(Kind kind) {
      var reports = new ArrayList<String>();
      Asyncio.run(() -> {
        getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
        var client =
            new RecordingProtocol() {
              @Override
              public void connectionMade(BaseTransport transport) {
                super.connectionMade(transport);
                throw new IllegalStateException("bug");
              }
            };
        Server server = serve(kind, RecordingProtocol::new);
        await(connection(kind, server, () -> client));
        assertThat(client.awaitLost()).hasMessage("bug");
        server.close();
        await(server.waitClosed());
      });

      assertThat(reports).containsExactly("Fatal error: protocol.connectionMade() call failed.");
    }
  }

  /// The ways to end a plain connection that is about to become TLS.
  enum UpgradeEnd {
    CANCEL {
      @Override
      void end(Transport below, Task<Transport> upgrade) {
        upgrade.cancel();
      }
    },
    CLOSE {
      @Override
      void end(Transport below, Task<Transport> upgrade) {
        below.close();
      }
    },
    ABORT {
      @Override
      void end(Transport below, Task<Transport> upgrade) {
        below.abort();
      }
    };

    abstract void end(Transport below, Task<Transport> upgrade);
  }

  @Nested
  class OfAnUpgrade {
    @ParameterizedTest
    @EnumSource(UpgradeEnd.class)
    void endsTheConnectionInWhateverTurnItComes(UpgradeEnd end) {
      for (int turns = 0; turns <= TURNS; turns++) {
        assertTheConnectionEnds(end, turns);
      }
    }

    private void assertTheConnectionEnds(UpgradeEnd end, int turns) {
      TestLoop.runInRealTime(() -> {
        var upgrades = new ArrayList<Task<Transport>>();
        Server server = serve(Kind.TCP, () -> new Upgrading(upgrades));
        var client = await(connection(Kind.TCP, server, RecordingProtocol::new));
        TlsOptions options = TestCertificate.client().withServerHostname("localhost");
        Task<Transport> upgrade =
            createTask(getRunningLoop().startTls(client.transport(), client.protocol(), options));
        yieldTurn();
        afterTurns(turns, () -> end.end(client.transport(), upgrade));
        awaitSettled(upgrade);
        client.transport().abort();
        client.protocol().awaitLost();
        server.close();
        await(server.waitClosed());
        upgrades.forEach(EarlyEndTest::awaitSettled);

        assertThat(client.protocol().events).containsOnlyOnce("lost");
      });
    }
  }

  private static void awaitSettled(Task<Transport> upgrade) {
    try {
      await(upgrade);
    } catch (CancelledError | UncheckedIOException | IllegalStateException e) {
      assertThat(e.getMessage()).isNotEqualTo("");
    }
  }

  /// Becomes TLS as soon as it is connected.
  private static final class Upgrading extends RecordingProtocol {
    private final List<Task<Transport>> upgrades;

    Upgrading(List<Task<Transport>> upgrades) {
      this.upgrades = upgrades;
    }

    @Override
    public void connectionMade(BaseTransport transport) {
      super.connectionMade(transport);
      upgrades.add(
          createTask(
              getRunningLoop()
                  .startTls(
                      (Transport) Objects.requireNonNull(transport),
                      this,
                      TestCertificate.server())));
    }
  }
}
