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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
  void givesUpAPausedConnectionWhosePeerIsGone() {
    clock.run(() -> {
      try (var server = serve(TEN_SECONDS)) {
        try (var peer = Peer.connect(server)) {
          letTheLoopPoll();
          transport().pauseReading();
          peer.send("never read");
          peer.reset();
        }
        passNineSeconds();
        assertThat(accepted.getFirst().events).containsExactly("made");
        passNineSeconds();

        assertThat(accepted.getFirst().awaitLost())
            .hasCauseInstanceOf(SocketTimeoutException.class);
      }
    });
  }

  @Test
  void givesUpAConnectionWhosePeerIsGoneWhileTheHandlerDoesNotRead() {
    List<StreamReader> readers = new ArrayList<>();
    clock.run(() -> {
      try (var server = serveUnread(readers, TEN_SECONDS)) {
        try (var peer = Peer.connect(server)) {
          peer.send("never read");
          awaitBytes(readers, 0, 10);
        }
        passNineSeconds();
        passNineSeconds();
        letTheLoopPoll();

        assertThat(readers.getFirst().exception()).hasCauseInstanceOf(SocketTimeoutException.class);
        endHandlers(server);
      }
    });
  }

  /// Ends the handlers, which sleep for longer than the test's clock goes.
  private static void endHandlers(Server server) {
    await(server.shutdown(Duration.ZERO));
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

  private static Server serveUnread(List<StreamReader> readers, ServerOptions options) {
    return await(
        startServer(
            (reader, _) -> {
              readers.add(reader);
              await(sleep(Duration.ofDays(1)));
            },
            Peer.LOOPBACK,
            0,
            options));
  }

  private static void awaitBytes(List<StreamReader> readers, int reader, int bytes)
      throws IOException {
    while (readers.size() <= reader || readers.get(reader).inbox().size() < bytes) {
      letTheLoopPoll();
    }
  }

  @Test
  @Timeout(60)
  void cutsOffTheConnectionThatHasHeldBytesForTheLongestTimeAboveItsBufferLimit() {
    List<String> reports = new ArrayList<>();
    List<StreamReader> readers = new ArrayList<>();
    TestLoop.run(() -> {
      getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
      try (var server = serveUnread(readers, ServerOptions.DEFAULTS.withMaxBufferedBytes(100_000));
          var one = Peer.connect(server);
          var two = Peer.connect(server);
          var three = Peer.connect(server)) {
        one.send(new byte[40_000]);
        awaitBytes(readers, 0, 40_000);
        two.send(new byte[40_000]);
        awaitBytes(readers, 1, 40_000);
        three.send(new byte[40_000]);
        awaitBytes(readers, 2, 40_000);

        assertThatThrownBy(() -> await(readers.getFirst().read(1)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("hold more than 100000 bytes");
        assertThat(await(readers.get(1).readExactly(40_000))).hasSize(40_000);
        assertThat(await(readers.get(2).readExactly(40_000))).hasSize(40_000);
        server.abortClients();
      }
    });

    assertThat(reports)
        .singleElement()
        .asString()
        .contains("more than 100000 bytes")
        .endsWith("cut off the 1 slowest, which held 40000");
  }

  @Test
  @Timeout(60)
  void cutsOffAPeerThatDoesNotTakeTheAnswerAboveItsBufferLimit() {
    TestLoop.run(() -> {
      getRunningLoop().setExceptionHandler((_, _) -> {});
      try (var server = serve(ServerOptions.DEFAULTS.withMaxBufferedBytes(100_000));
          var _ = Peer.connect(server)) {
        letTheLoopPoll();
        while (!transport().isClosing()) {
          transport().write(new byte[50_000]);
          await(sleep(Duration.ZERO));
        }

        assertThat(accepted.getFirst().awaitLost())
            .hasMessageContaining("hold more than 100000 bytes");
      }
    });
  }

  @Test
  @Timeout(60)
  void leavesConnectionsInPeaceWhoseHandlersRead() {
    TestLoop.run(() -> {
      ClientConnected counting =
          (reader, writer) -> {
            int count = 0;
            while (!reader.atEof()) {
              count += await(reader.read(10_000)).length;
            }
            writer.write("" + count);
            writer.close();
          };
      ServerOptions options = ServerOptions.DEFAULTS.withMaxBufferedBytes(100_000);
      try (var server = await(startServer(counting, Peer.LOOPBACK, 0, options));
          var one = Peer.connect(server);
          var two = Peer.connect(server)) {
        var oneDone = sendMeanwhile(one);
        var twoDone = sendMeanwhile(two);

        assertThat(await(Asyncio.wrapFuture(oneDone))).isEqualTo("2000000");
        assertThat(await(Asyncio.wrapFuture(twoDone))).isEqualTo("2000000");
      }
    });
  }

  private static CompletableFuture<String> sendMeanwhile(Peer peer) {
    return Peer.meanwhile(() -> {
      peer.send(new byte[2_000_000]);
      peer.sendEof();
      return new String(peer.receiveAll(), StandardCharsets.US_ASCII);
    });
  }

  @Test
  @Timeout(60)
  void receivesNoMoreThanTheLimitForAHandlerThatDoesNotRead() {
    int limit = 10_000;
    List<StreamReader> readers = new ArrayList<>();
    TestLoop.run(() -> {
      try (var server = serveUnread(readers, ServerOptions.DEFAULTS.withLimit(limit));
          var peer = Peer.connect(server)) {
        byte[] sent = new byte[1_000_000];
        new Random(7).nextBytes(sent);
        var sending =
            Peer.meanwhile(() -> {
              peer.send(sent);
              peer.sendEof();
              return "sent";
            });
        awaitBytes(readers, 0, limit);
        letTheLoopPoll();
        letTheLoopPoll();

        assertThat(readers.getFirst().inbox().size()).isEqualTo(limit);
        assertThat(await(readers.getFirst().read())).isEqualTo(sent);
        assertThat(await(Asyncio.wrapFuture(sending))).isEqualTo("sent");
        server.abortClients();
      }
    });
  }

  @Test
  @Timeout(60)
  void receivesNoMoreThanTheLimitAndARecordByTlsForAHandlerThatDoesNotRead() {
    int limit = 10_000;
    int record = 17 * 1024;
    List<StreamReader> readers = new ArrayList<>();
    TestLoop.runInRealTime(() -> {
      ServerOptions options =
          ServerOptions.DEFAULTS.withLimit(limit).withTls(TestCertificate.server());
      try (var server = serveUnread(readers, options);
          var client =
              await(
                  Asyncio.openConnection(
                      Peer.LOOPBACK,
                      Peer.port(server),
                      ConnectOptions.DEFAULTS
                          .withTls(TestCertificate.client())
                          .withServerHostname("localhost")))) {
        byte[] sent = new byte[1_000_000];
        new Random(7).nextBytes(sent);
        client.writer().write(sent);
        awaitBytes(readers, 0, limit);
        letTheLoopPoll();
        letTheLoopPoll();

        assertThat(readers.getFirst().inbox().size()).isBetween(limit, limit + record);
        assertThat(await(readers.getFirst().readExactly(sent.length))).isEqualTo(sent);
        server.abortClients();
      }
    });
  }
}
