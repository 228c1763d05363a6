package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server's measures against clients that take too much of it.
class ServerLimitsTest {
  @TempDir Path folder;
  private final List<RecordingProtocol> accepted = new ArrayList<>();

  private Server serve(ServerOptions options) {
    return await(
        getRunningLoop()
            .createServer(
                () -> {
                  accepted.add(new RecordingProtocol());
                  return accepted.getLast();
                },
                Peer.LOOPBACK,
                0,
                options));
  }

  @Test
  void takesNoMoreConnectionsThanItMay() {
    TestLoop.run(() -> {
      try (var server = serve(ServerOptions.DEFAULTS.withMaxConnections(2));
          var one = Peer.connect(server);
          var two = Peer.connect(server);
          var three = Peer.connect(server);
          var four = Peer.connect(server)) {
        letTheLoopPoll();
        assertThat(accepted).hasSize(2);

        one.close();
        accepted.getFirst().awaitLost();
        letTheLoopPoll();
        assertThat(accepted).hasSize(3);

        two.close();
        accepted.get(1).awaitLost();
        three.close();
        accepted.get(2).awaitLost();
        letTheLoopPoll();
        assertThat(accepted).hasSize(4);
        four.close();
        accepted.get(3).awaitLost();
      }
    });
  }

  private static final ServerOptions TEN_SECONDS =
      ServerOptions.DEFAULTS.withIdleTimeout(seconds(10));

  private final HeldClock clock = new HeldClock();

  private Transport transport() {
    return (Transport) Objects.requireNonNull(accepted.getFirst().transport);
  }

  /// Advances the clock by nine seconds, so that a due timer runs.
  private void passNineSeconds() {
    clock.advance(seconds(9));
    await(sleep(Duration.ZERO));
    await(sleep(Duration.ZERO));
  }

  @Test
  void anIdleTimeoutBeyondAllTimeNeverComes() {
    TestLoop.run(() -> {
      var options = ServerOptions.DEFAULTS.withIdleTimeout(Duration.ofDays(300 * 365));
      try (var server = serve(options.withMaxConnections(1));
          var one = Peer.connect(server);
          var two = Peer.connect(server)) {
        letTheLoopPoll();
        one.close();
        accepted.getFirst().awaitLost();
        letTheLoopPoll();
        assertThat(accepted).hasSize(2);
        two.close();
        accepted.getLast().awaitLost();
        server.close();
        await(server.waitClosed());
      }
    });
  }

  @Test
  void doesNotCountAConnectionWhoseProtocolCannotBeMade() {
    var reports = new ArrayList<Throwable>();
    Asyncio.run(() -> {
      getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.exception()));
      var failures = new ArrayList<RuntimeException>(List.of(new IllegalStateException("bug")));
      Protocol good = new RecordingProtocol();
      var options = ServerOptions.DEFAULTS.withMaxConnections(1);
      var server =
          await(
              getRunningLoop()
                  .createServer(
                      () -> {
                        if (!failures.isEmpty()) {
                          throw failures.removeFirst();
                        }
                        return good;
                      },
                      Peer.LOOPBACK,
                      0,
                      options));
      try (var one = Peer.connect(server);
          var two = Peer.connect(server)) {
        while (!(good instanceof RecordingProtocol served && served.events.contains("made"))) {
          letTheLoopPoll();
        }
        assertThat(one.socket.getInputStream().read()).isEqualTo(-1);
        two.close();
      }
      server.close();
      await(server.waitClosed());
    });

    assertThat(reports).singleElement().hasFieldOrPropertyWithValue("message", "bug");
  }

  @Test
  void abortsAConnectionThatStandsStill() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS);
          var _ = Peer.connect(server)) {
        letTheLoopPoll();
        passNineSeconds();
        assertThat(accepted.getFirst().events).containsExactly("made");
        passNineSeconds();

        assertThat(accepted.getFirst().awaitLost())
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("idle for PT10S")
            .hasCauseInstanceOf(SocketTimeoutException.class);
      }
    });
  }

  @Test
  void keepsAConnectionThatReceives() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS);
          var peer = Peer.connect(server)) {
        letTheLoopPoll();
        for (int i = 1; i <= 3; i++) {
          passNineSeconds();
          peer.send("x");
          accepted.getFirst().awaitText("x".repeat(i));
        }
        passNineSeconds();

        assertThat(accepted.getFirst().events).containsExactly("made", "data");
        transport().abort();
      }
    });
  }

  @Test
  void keepsAConnectionWhoseDataCameWhileTheLoopWasBusy() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS);
          var peer = Peer.connect(server)) {
        letTheLoopPoll();
        peer.send("x");
        clock.advance(seconds(11));

        accepted.getFirst().awaitText("x");

        assertThat(accepted.getFirst().events).containsExactly("made", "data");
        transport().abort();
      }
    });
  }

  @Test
  void keepsAConnectionWhoseTaskHasYetToReceiveWhatCame() {
    clock.run(() -> {
      Future<byte[]> received = getRunningLoop().createFuture();
      ClientConnected readLine =
          (reader, writer) -> {
            received.setResult(await(reader.readLine()));
            writer.close();
          };
      try (var server = await(startServer(readLine, Peer.LOOPBACK, 0, TEN_SECONDS));
          var peer = Peer.connect(server)) {
        letTheLoopPoll();
        peer.send("x\n");
        clock.advance(seconds(11));

        assertThat(await(received)).isEqualTo(bytes("x\n"));
      }
    });
  }

  @Test
  void keepsAConnectionWhosePeerTakesWhatIsSent() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS);
          var _ = Peer.connect(server)) {
        letTheLoopPoll();
        for (int i = 0; i < 3; i++) {
          passNineSeconds();
          transport().write(new byte[] {'x'});
        }
        passNineSeconds();

        assertThat(accepted.getFirst().events).containsExactly("made");
        transport().abort();
      }
    });
  }

  @Test
  void keepsAConnectionWhosePeerTakesABufferOrAFile() {
    clock.run(() -> {
      var file = Files.writeString(folder.resolve("file"), "content");
      try (var server = serve(TEN_SECONDS);
          var _ = Peer.connect(server)) {
        letTheLoopPoll();
        passNineSeconds();
        transport().write(ByteBuffer.wrap(new byte[] {'x'}));
        passNineSeconds();
        await(getRunningLoop().sendfile(transport(), FileRange.of(file)));
        passNineSeconds();

        assertThat(accepted.getFirst().events).containsExactly("made");
        transport().abort();
      }
    });
  }

  @Test
  void abortsAConnectionWhosePeerTakesNothing() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS);
          var _ = Peer.connect(server)) {
        letTheLoopPoll();
        TransportTest.fill(transport());
        passNineSeconds();
        passNineSeconds();

        assertThat(accepted.getFirst().awaitLost()).isInstanceOf(UncheckedIOException.class);
      }
    });
  }

  @Test
  void refusesLimitsThatAreNone() {
    assertThatThrownBy(() -> ServerOptions.DEFAULTS.withMaxConnections(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxConnections <= 0: 0");
    assertThatThrownBy(() -> ServerOptions.DEFAULTS.withIdleTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idleTimeout <= 0: PT0S");
    @Nullable Duration forEver = null;
    assertThat(ServerOptions.DEFAULTS.withIdleTimeout(forEver)).isEqualTo(ServerOptions.DEFAULTS);
  }
}
