package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The end of a server within time limits.
class ServerShutdownTest {

  private static Server serve(ClientConnected handler) {
    return await(startServer(handler, Peer.LOOPBACK, 0));
  }

  /// A client whose connection the server has accepted. Handlers must not set timers before that:
  /// the clock would jump to them.
  private static StreamConnection connect(Server server) throws Exception {
    var client = await(openConnection(Peer.LOOPBACK, Peer.port(server)));
    letTheLoopPoll();
    return client;
  }

  private static Duration timeOf(Action action) throws Exception {
    long start = getRunningLoop().time();
    action.run();
    return Duration.ofNanos(getRunningLoop().time() - start);
  }

  @Test
  void takesNoTimeWithoutConnections() {
    TestLoop.run(() -> {
      var server = serve((_, _) -> {});
      int port = Peer.port(server);

      var time = timeOf(() -> assertThat(await(server.shutdown(seconds(30)))).isEmpty());

      assertThat(time).isZero();
      assertThatThrownBy(() -> await(openConnection(Peer.LOOPBACK, port)))
          .hasCauseInstanceOf(ConnectException.class);
    });
  }

  @Test
  void lastsUntilHandlersHaveFinishedWhatTheyWereAt() {
    TestLoop.run(() -> {
      var server =
          serve((_, writer) -> {
            await(writer.shutdownRequested());
            await(sleep(seconds(3)));
            writer.write("done");
            writer.close();
          });
      try (var client = connect(server)) {
        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(30)))).isEmpty());

        assertThat(time).isEqualTo(seconds(3));
        assertThat(await(client.reader().read())).isEqualTo(bytes("done"));
      }
    });
  }

  @Test
  void tellsHandlersThatAsk() {
    TestLoop.run(() -> {
      List<Boolean> asked = new ArrayList<>();
      var server =
          serve((_, writer) -> {
            asked.add(writer.isShutdownRequested());
            await(writer.shutdownRequested());
            asked.add(writer.isShutdownRequested());
            await(writer.shutdownRequested());
            writer.close();
          });
      try (var _ = connect(server)) {
        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(30)))).isEmpty());

        assertThat(time).isZero();
        assertThat(asked).containsExactly(false, true);
      }
    });
  }

  @Test
  void givesHandlersTheirTimeAlsoWhileTheServerServesForever() {
    TestLoop.run(() -> {
      var server =
          serve((_, writer) -> {
            await(writer.shutdownRequested());
            await(sleep(seconds(3)));
            writer.write("done");
            writer.close();
          });
      Task<Void> serving = createTask(server.serveForever());
      try (var client = connect(server)) {
        assertThat(await(server.shutdown(seconds(30)))).isEmpty();

        assertThat(await(client.reader().read())).isEqualTo(bytes("done"));
        assertThatThrownBy(() -> await(serving)).isInstanceOf(CancelledError.class);
      }
    });
  }

  @Test
  void tellsProtocolsOnce() {
    TestLoop.run(() -> {
      class Closing extends RecordingProtocol {
        @Override
        public void shutdownRequested() {
          note("shutdown");
          Objects.requireNonNull(transport).close();
        }
      }
      List<Closing> accepted = new ArrayList<>();
      var server =
          await(
              getRunningLoop()
                  .createServer(
                      () -> {
                        accepted.add(new Closing());
                        return accepted.getLast();
                      },
                      Peer.LOOPBACK,
                      0));
      try (var _ = connect(server)) {
        assertThat(await(server.shutdown(seconds(30)))).isEmpty();

        assertThat(accepted.getFirst().events).containsExactly("made", "shutdown", "lost");
      }
    });
  }

  @Test
  void cancelsHandlersAfterTheGrace() {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();
      var server =
          serve((reader, writer) -> {
            try {
              await(reader.read());
            } finally {
              await(sleep(seconds(0.5)));
              writer.write("bye");
              events.add("tidied up");
            }
          });
      try (var client = connect(server)) {
        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(5)))).isEmpty());

        assertThat(time).isEqualTo(seconds(5.5));
        assertThat(events).containsExactly("tidied up");
        assertThat(await(client.reader().read())).isEqualTo(bytes("bye"));
      }
    });
  }

  @Test
  void closesConnectionsWithoutAHandlerAfterTheGrace() {
    TestLoop.run(() -> {
      List<RecordingProtocol> accepted = new ArrayList<>();
      var server =
          await(
              getRunningLoop()
                  .createServer(
                      () -> {
                        accepted.add(new RecordingProtocol());
                        return accepted.getLast();
                      },
                      Peer.LOOPBACK,
                      0));
      try (var _ = connect(server)) {
        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(5)))).isEmpty());

        assertThat(time).isEqualTo(seconds(5));
        assertThat(accepted.getFirst().cause).isNull();
      }
    });
  }

  @Test
  void abortsWhatIsLeft() {
    TestLoop.run(() -> {
      var server =
          serve((_, writer) -> {
            TransportTest.fill(writer.transport());
            writer.close(); // held up by the peer, which does not read
          });
      try (var peer = Peer.connect(server)) {
        letTheLoopPoll();

        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(5)))).isEmpty());

        assertThat(time).isEqualTo(seconds(6));
        assertThat(peer.socket.isClosed()).isFalse();
      }
    });
  }

  @Test
  void namesHandlersThatWillNotStop() {
    TestLoop.run(() -> {
      var end = new ArrayList<Task<?>>();
      var server =
          serve((_, writer) -> {
            end.add(Objects.requireNonNull(currentTask()));
            end.getFirst().setName("stubborn");
            writer.close();
            await(writer.shutdownRequested());
            while (end.size() == 1) {
              try {
                await(sleep(seconds(60)));
              } catch (CancelledError e) {
                // goes on
              }
            }
          });
      try (var log = new CapturedLog();
          var _ = connect(server)) {
        var time =
            timeOf(
                () -> assertThat(await(server.shutdown(seconds(5)))).containsExactly("stubborn"));

        assertThat(time).isEqualTo(seconds(7));
        assertThat(log.records())
            .anyMatch(record -> record.getMessage().contains("but not its [stubborn]"));
        end.add(end.getFirst()); // now it may continue
        end.getFirst().cancel();
        await(sleep(seconds(1)));
      }
    });
  }

  @Test
  void reachesHandlersThatSendAFile() {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();
      var server =
          serve((_, writer) -> {
            var file = new MemoryFile(new byte[12 << 20]);
            try {
              await(getRunningLoop().sendfile(writer.transport(), FileRange.of(file)));
            } catch (CancelledError e) {
              events.add(writer.isShutdownRequested() ? "told, then cancelled" : "cancelled");
              throw e;
            }
          });
      try (var _ = Peer.connect(server)) { // a client that does not read
        letTheLoopPoll();

        assertThat(await(server.shutdown(seconds(5)))).isEmpty();

        assertThat(events).containsExactly("told, then cancelled");
      }
    });
  }

  @Test
  void waitsForAHandlerWhoseConnectionIsGone() {
    TestLoop.run(() -> {
      var server =
          serve((reader, writer) -> {
            await(reader.read());
            writer.close();
            await(writer.waitClosed());
            await(writer.shutdownRequested());
            await(sleep(seconds(3)));
          });
      try (var client = connect(server)) {
        client.writer().writeEof();
        letTheLoopPoll();

        var time = timeOf(() -> assertThat(await(server.shutdown(seconds(30)))).isEmpty());

        assertThat(time).isEqualTo(seconds(3));
      }
    });
  }
}
