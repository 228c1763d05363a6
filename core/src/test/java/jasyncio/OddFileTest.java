package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Files to be sent that are not as long as they say, that fail, or that are not there.
class OddFileTest {
  private static final int LARGE = 64 << 20;

  @TempDir Path folder;
  private SocketChannel socket;
  private Peer peer;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0))) {
      peer = Peer.connect(listener.getLocalAddress());
      socket = listener.accept();
    }
    socket.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
  }

  /// Makes a transport of the socket, and gives it with its protocol.
  private Connected<Transport, RecordingProtocol> transport() {
    return await(getRunningLoop().connectAcceptedSocket(RecordingProtocol::new, socket));
  }

  @Nested
  @EnabledOnOs(OS.LINUX)
  class WhoseSizeIsNotTheirs {
    // of sysfs, which says 4096, and of procfs, which says 0
    private static final Path SHORTER = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Path LONGER = Path.of("/proc/version");

    @Test
    void areSentToTheirEndBySockets() throws IOException {
      var received = peer.receiveAllMeanwhile();
      TestLoop.runInRealTime(() -> {
        assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(SHORTER))))
            .isEqualTo(Files.readAllBytes(SHORTER).length);
        assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(LONGER))))
            .isEqualTo(Files.readAllBytes(LONGER).length);
        socket.shutdownOutput();
      });

      assertThat(new String(received.join(), StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(SHORTER) + Files.readString(LONGER));
    }

    @Test
    void areSentToTheirEndThroughTransports() throws IOException {
      CompletableFuture<byte[]> received = peer.receiveAllMeanwhile();
      TestLoop.runInRealTime(() -> {
        var connected = transport();
        await(getRunningLoop().sendfile(connected.transport(), FileRange.of(SHORTER)));
        await(getRunningLoop().sendfile(connected.transport(), FileRange.of(LONGER)));
        connected.transport().close();
        connected.protocol().awaitLost();
      });

      assertThat(new String(received.join(), StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(SHORTER) + Files.readString(LONGER));
    }

    @Test
    void endEarlyIfTheyAreCutMeanwhile() throws IOException {
      Path path = folder.resolve("cut");
      try (var file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[1]), LARGE - 1);
        TestLoop.runInRealTime(() -> {
          Task<Long> sending =
              createTask(getRunningLoop().sockSendfile(socket, FileRange.of(file)));
          yieldTurn();
          file.truncate(0);
          var received = peer.receiveAllMeanwhile();
          long sent = await(sending);
          socket.shutdownOutput();

          assertThat(sent).isPositive().isLessThan(LARGE);
          assertThat(received.join()).hasSize((int) sent);
        });
      }
    }
  }

  @Nested
  @EnabledOnOs(OS.LINUX)
  class ThatFail {
    // whose first page cannot be read
    private static final Path BROKEN = Path.of("/proc/self/mem");

    @Test
    void leaveTheConnectionAsItWas() throws IOException {
      TestLoop.runInRealTime(() -> {
        var connected = transport();
        assertThatThrownBy(
                () -> await(getRunningLoop().sendfile(connected.transport(), FileRange.of(BROKEN))))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining(BROKEN.toString());

        assertThat(connected.transport().isClosing()).isFalse();
        connected.transport().write(new byte[] {7});
        assertThat(peer.socket.getInputStream().read()).isEqualTo(7);
        connected.transport().abort();
        connected.protocol().awaitLost();
      });
    }

    @Test
    void leaveTheConnectionAsItWasIfTheyAreClosedMeanwhile() throws IOException {
      Path path = folder.resolve("closed");
      try (var file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[1]), LARGE - 1);
        TestLoop.runInRealTime(() -> {
          var connected = transport();
          var sending =
              createTask(getRunningLoop().sendfile(connected.transport(), FileRange.of(file)));
          yieldTurn();
          file.close();
          var received = peer.receiveAllMeanwhile();

          assertThatThrownBy(() -> await(sending)).hasCauseInstanceOf(ClosedChannelException.class);
          assertThat(connected.transport().isClosing()).isFalse();
          connected.transport().close();
          connected.protocol().awaitLost();
          assertThat(received.join()).hasSizeLessThan(LARGE);
        });
      }
    }
  }

  @Nested
  class WithoutAFallback {
    @Test
    void keepTheirPosition() throws IOException {
      var file = new MemoryFile(new byte[100]);
      file.position(42);
      TestLoop.runInRealTime(() -> {
        assertThatThrownBy(() ->
                await(getRunningLoop().sockSendfile(socket, FileRange.of(file, 7, 50), false)))
            .isInstanceOf(SendfileNotAvailableException.class);
        assertThat(file.position()).isEqualTo(42);

        var connected = transport();
        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .sendfile(connected.transport(), FileRange.of(file, 7, 50), false)))
            .isInstanceOf(SendfileNotAvailableException.class);
        assertThat(file.position()).isEqualTo(42);

        var wrapped = new WrappedTransport(connected.transport());
        assertThatThrownBy(
                () -> await(getRunningLoop().sendfile(wrapped, FileRange.of(file, 7, 50), false)))
            .isInstanceOf(SendfileNotAvailableException.class);
        assertThat(file.position()).isEqualTo(42);
        connected.transport().abort();
        connected.protocol().awaitLost();
      });
    }
  }

  @Test
  void thatIsNotThereIsNamed() {
    Path none = folder.resolve("none");
    TestLoop.runInRealTime(() -> {
      String message = "cannot send the file " + none + ": no such file";
      assertThatThrownBy(() -> await(getRunningLoop().sockSendfile(socket, FileRange.of(none))))
          .hasMessage(message)
          .hasCauseInstanceOf(NoSuchFileException.class);

      var connected = transport();
      assertThatThrownBy(
              () -> await(getRunningLoop().sendfile(connected.transport(), FileRange.of(none))))
          .hasMessage(message);
      connected.transport().abort();
      connected.protocol().awaitLost();
    });
  }
}
