package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Sockets are returned to the system however their connections end.
@EnabledOnOs(OS.LINUX) // counts in /proc
class SocketLeakTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /// Makes the JDK open the descriptors that it keeps, before any are counted.
  @BeforeEach
  void warmUp() {
    TestLoop.run(Peer::letTheLoopPoll);
  }

  private static long sockets() throws IOException {
    try (var descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(SocketLeakTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed in the meantime
    }
  }

  /// Runs `body` twenty times on one loop, and checks that the loop ends with as many sockets as it
  /// began with, and without tasks.
  private static void checkLeaksNothing(Action body) throws IOException {
    long before = sockets();
    TestLoop.run(() -> {
      for (int i = 0; i < 20; i++) {
        body.run();
      }
      settle();

      assertThat(sockets()).isEqualTo(before);
      assertThat(Asyncio.allTasks()).hasSize(1);
    });
    assertThat(sockets()).isEqualTo(before);
  }

  /// Lets the loop poll, so that the JDK frees the closed sockets. The time is not real.
  private static void settle() {
    for (int i = 0; i < 3; i++) {
      await(sleep(seconds(1)));
    }
  }

  @Test
  void ordinaryEndLeavesNoSocket() throws IOException {
    checkLeaksNothing(() -> {
      ClientConnected handler =
          (reader, writer) -> {
            writer.write(await(reader.read()));
            writer.close();
          };
      Server server = await(startServer(handler, Peer.LOOPBACK, 0));
      try (var connection = await(openConnection(Peer.LOOPBACK, Peer.port(server)))) {
        connection.writer().write("hello");
        connection.writer().writeEof();
        assertThat(await(connection.reader().read())).hasSize(5);
      }
      server.close();
      await(server.waitClosed());
    });
  }

  @Test
  void abortsAndResetsLeaveNoSocket() throws IOException {
    checkLeaksNothing(() -> {
      try (var aborted = Peer.link(new RecordingProtocol())) {
        aborted.transport().abort();
        aborted.protocol().awaitLost();
      }
      try (var reset = Peer.link(new RecordingProtocol())) {
        reset.peer().reset();
        reset.protocol().awaitLost();
      }
    });
  }

  @Test
  void refusedConnectionsLeaveNoSocket() throws IOException {
    checkLeaksNothing(() -> {
      int port = Peer.unusedPort();
      assertThatThrownBy(() -> await(openConnection("localhost", port))).isNotNull();
    });
  }

  @Test
  void cancelledConnectionsLeaveNoSocket() throws IOException {
    checkLeaksNothing(() -> {
      try (var listener = Peer.listen()) {
        Task<StreamConnection> opening =
            createTask(openConnection(Peer.LOOPBACK, listener.getLocalPort()));
        await(sleep(seconds(0)));
        opening.cancel();
        assertThatThrownBy(() -> await(opening)).isInstanceOf(CancelledError.class);
      }
    });
  }

  @Test
  void serversThatCouldNotBeBoundLeaveNoSocket() throws IOException {
    checkLeaksNothing(() -> {
      try (var listener = Peer.listen()) {
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createServer(
                            RecordingProtocol::new, Peer.LOOPBACK, listener.getLocalPort())))
            .isNotNull();
      }
    });
  }

  @Test
  void protocolsThatFailLeaveNoSocket() throws IOException {
    long before = sockets();
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            Server server =
                await(
                    test.loop.createServer(
                        () -> {
                          throw new IllegalStateException("no protocol");
                        },
                        Peer.LOOPBACK,
                        0));
            for (int i = 0; i < 20; i++) {
              try (var peer = Peer.connect(server)) {
                letTheLoopPoll();
                assertThat(peer.receiveAll()).isEmpty();
              }
            }
            server.close();
            settle();
            assertThat(sockets()).isEqualTo(before);
          }));
      assertThat(test.takeReports()).hasSize(20);
    }
  }

  @Test
  void loopThatIsClosedWithConnectionsOpenLeavesNoSocket() throws IOException {
    long before = sockets();
    List<Peer> peers = new ArrayList<>();
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            Server server = await(test.loop.createServer(RecordingProtocol::new, Peer.LOOPBACK, 0));
            peers.add(Peer.connect(server));
            peers.add(Peer.link(new RecordingProtocol()).peer());
            letTheLoopPoll();
          }));
    }
    for (Peer peer : peers) {
      assertThat(peer.receiveAll()).isEmpty();
      peer.close();
    }
    assertThat(sockets()).isEqualTo(before);
  }
}
