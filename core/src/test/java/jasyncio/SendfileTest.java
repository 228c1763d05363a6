package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Peer.link;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sockSendfile` and `sendfile`, by the system and by the fall-back.
class SendfileTest {
  // more than the system's buffers take at once
  private static final int SIZE = 12 << 20;
  private static final byte[] CONTENT = new byte[SIZE];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir static Path folder;
  private static Path path;
  private FileChannel file;

  @BeforeAll
  static void makeFile() throws IOException {
    path = Files.write(folder.resolve("file"), CONTENT);
  }

  @BeforeEach
  void openFile() throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
  }

  @AfterEach
  void closeFile() throws IOException {
    file.close();
  }

  /// The same content, as a file that the system can send or as one that it cannot.
  private SeekableByteChannel file(boolean sendable) {
    return sendable ? file : new MemoryFile(CONTENT);
  }

  /// Compares arrays as a whole, because comparing elements would take long.
  private static void assertSame(byte[] actual, byte[]... expected) {
    var all = new ByteArrayOutputStream();
    for (byte[] piece : expected) {
      all.writeBytes(piece);
    }
    assertThat(Arrays.mismatch(actual, all.toByteArray())).as("the first difference").isEqualTo(-1);
  }

  private static byte[] part(long offset, long count) {
    return Arrays.copyOfRange(CONTENT, (int) offset, (int) (offset + count));
  }

  @Nested
  class OfSockets {
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

    /// The bytes that arrive at the peer once `body` has sent them.
    private byte[] receivedOf(Action body) {
      CompletableFuture<byte[]> received = peer.receiveAllMeanwhile();
      TestLoop.run(() -> {
        body.run();
        socket.shutdownOutput();
      });
      return received.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors({
      "test_sendfile.SockSendfileMixin.test_sock_sendfile_success",
      "test_base_events.BaseLoopSockSendfileTests.test_sock_sendfile_fallback",
      "test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_blocking_error"
    })
    void sendAllOfAFile(boolean sendable) throws IOException {
      SeekableByteChannel file = file(sendable);

      byte[] received =
          receivedOf(() ->
              assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(file))))
                  .isEqualTo(SIZE));

      assertSame(received, CONTENT);
      assertThat(file.position()).isEqualTo(SIZE);
    }

    @Test
    void sendAFileByItsPath() {
      byte[] received =
          receivedOf(() -> {
            assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(path))))
                .isEqualTo(SIZE);
            assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(path, 10, 5))))
                .isEqualTo(5);
          });

      assertSame(received, CONTENT, part(10, 5));
    }

    @Test
    void saySoIfThereIsNoFile() {
      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      getRunningLoop().sockSendfile(socket, FileRange.of(folder.resolve("none")))))
              .isInstanceOf(UncheckedIOException.class)
              .hasCauseInstanceOf(NoSuchFileException.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors({
      "test_sendfile.SockSendfileMixin.test_sock_sendfile_with_offset_and_count",
      "test_base_events.BaseLoopSockSendfileTests.test_sock_sendfile_fallback_offset_and_count"
    })
    void sendAPartOfAFile(boolean sendable) throws IOException {
      SeekableByteChannel file = file(sendable);

      byte[] received =
          receivedOf(() ->
              assertThat(
                      await(getRunningLoop().sockSendfile(socket, FileRange.of(file, 1000, 2000))))
                  .isEqualTo(2000));

      assertThat(received).isEqualTo(part(1000, 2000));
      assertThat(file.position()).isEqualTo(3000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SockSendfileMixin.test_sock_sendfile_offset")
    void sendFromAnOffsetToTheEnd(boolean sendable) throws IOException {
      SeekableByteChannel file = file(sendable);
      for (long offset : new long[] {SIZE - 1000, SIZE, SIZE + 1}) {
        TestLoop.run(() -> {
          long sent =
              await(
                  getRunningLoop()
                      .sockSendfile(socket, FileRange.of(file, offset, Long.MAX_VALUE)));

          assertThat(sent).isEqualTo(Math.max(0, SIZE - offset));
          assertThat(file.position()).isEqualTo(offset + sent);
        });
      }
    }

    @Test
    @Mirrors("test_sendfile.SockSendfileMixin.test_sock_sendfile_zero_size")
    void sendNothingOfAnEmptyFile() throws IOException {
      Path empty = Files.createFile(folder.resolve("empty"));
      TestLoop.run(() -> {
        assertThat(await(getRunningLoop().sockSendfile(socket, FileRange.of(empty)))).isZero();
        assertThat(
                await(
                    getRunningLoop()
                        .sockSendfile(socket, FileRange.of(new MemoryFile(new byte[0])))))
            .isZero();
      });
    }

    @Test
    @Mirrors("test_sendfile.SockSendfileMixin.test_sock_sendfile_mix_with_regular_send")
    void keepTheOrderOfWhatIsSentBesides() {
      byte[] received =
          receivedOf(() -> {
            var loop = getRunningLoop();
            await(loop.sockSendall(socket, part(0, 1 << 20)));
            await(loop.sockSendfile(socket, FileRange.of(file)));
            await(loop.sockSendall(socket, part(0, 1 << 20)));
          });

      assertSame(received, part(0, 1 << 20), CONTENT, part(0, 1 << 20));
    }

    @Test
    @Mirrors({
      "test_base_events.BaseLoopSockSendfileTests.test_sock_sendfile_no_fallback",
      "test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_not_a_file",
      "test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_iobuffer"
    })
    void refuseAFileInMemoryWithoutTheFallback() {
      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      getRunningLoop()
                          .sockSendfile(socket, FileRange.of(file(false), 0, 1), false)))
              .isInstanceOf(SendfileNotAvailableException.class)
              .hasMessageContaining("not a regular file"));
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_not_regular_file")
    void refuseADeviceWithoutTheFallback() {
      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      getRunningLoop()
                          .sockSendfile(socket, FileRange.of(Path.of("/dev/null"), 0, 1), false)))
              .isInstanceOf(SendfileNotAvailableException.class)
              .hasMessageContaining("not a regular file"));
    }

    @Test
    @Mirrors("test_base_events.BaseLoopSockSendfileTests.test_blocking_socket")
    void refuseABlockingSocket() {
      TestLoop.run(() -> {
        socket.configureBlocking(true);

        assertThatThrownBy(() -> await(getRunningLoop().sockSendfile(socket, FileRange.of(file))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("must be non-blocking");
      });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    @Mirrors("test_base_events.BaseLoopSockSendfileTests.test_negative_count")
    void refuseACountOfLessThanOne(long count) {
      TestLoop.run(() ->
          assertThatThrownBy(
                  () -> getRunningLoop().sockSendfile(socket, FileRange.of(file, 0, count)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("count must be a positive integer"));
    }

    @Test
    @Mirrors("test_base_events.BaseLoopSockSendfileTests.test_negative_offset")
    void refuseANegativeOffset() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> getRunningLoop().sockSendfile(socket, FileRange.of(file, -1, 1)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("offset must be a non-negative integer"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_cancel1")
    void areFreeAgainWhenSendingIsCancelled(boolean sendable) {
      TestLoop.run(() -> {
        SeekableByteChannel file = file(sendable);
        Task<Long> sending = createTask(getRunningLoop().sockSendfile(socket, FileRange.of(file)));
        await(sleep(Duration.ZERO));
        sending.cancel();

        assertThatThrownBy(() -> await(sending)).isInstanceOf(CancelledError.class);
        socket.configureBlocking(true); // possible only while it is on no selector
        assertThat(file.position()).isPositive().isLessThan(SIZE);
      });
    }

    @Test
    @Mirrors(
        "test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_os_error_next_call")
    void passAFailureHalfWayOn() {
      var file = new MemoryFile(CONTENT);
      file.failure = new IOException("of the disk");
      byte[] received =
          receivedOf(() ->
              assertThatThrownBy(
                      () -> await(getRunningLoop().sockSendfile(socket, FileRange.of(file))))
                  .isInstanceOf(UncheckedIOException.class)
                  .hasCause(file.failure));

      assertSame(received, part(0, file.position()));
      assertThat(file.position()).isEqualTo(SIZE / 2);
    }
  }

  @Nested
  class OverTls {

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_ssl")
    void readAndEncryptTheFile() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        int count = 1 << 20;

        assertThat(await(getRunningLoop().sendfile(link.client(), FileRange.of(file, 0, count))))
            .isEqualTo(count);
        link.client().close();

        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().received.toByteArray()).isEqualTo(part(0, count));
        assertThat(link.clientProtocol().awaitLost()).isNull();
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_ssl_partial")
    void sendAPart() {
      TestLoop.run(() -> {
        var link = TlsLink.open();

        assertThat(await(getRunningLoop().sendfile(link.client(), FileRange.of(file, 1000, 100))))
            .isEqualTo(100);

        link.serverProtocol().await(p -> p.received.size() == 100);
        assertThat(link.serverProtocol().received.toByteArray()).isEqualTo(part(1000, 100));
        assertThat(file.position()).isEqualTo(1100);
        link.client().abort();
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_ssl_close_peer_after_receiving")
    void countEverythingThoughThePeerCloses() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        int count = 100_000;
        var closing =
            createTask(() -> {
              link.serverProtocol().await(p -> p.received.size() == count);
              link.server().close();
            });

        assertThat(await(getRunningLoop().sendfile(link.client(), FileRange.of(file, 0, count))))
            .isEqualTo(count);
        await(closing);
        assertThat(link.clientProtocol().awaitLost()).isNull();
      });
    }

    @Test
    void areRefusedWithoutTheFallback() {
      TestLoop.run(() -> {
        var link = TlsLink.open();

        assertThatThrownBy(() ->
                await(getRunningLoop().sendfile(link.client(), FileRange.of(file, 0, 1), false)))
            .isInstanceOf(SendfileNotAvailableException.class);
        link.client().abort();
      });
    }

    @Test
    void failIfTheyAreClosedHalfWay() {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        link.server().pauseReading();
        var sending = createTask(getRunningLoop().sendfile(link.client(), FileRange.of(file)));
        await(sleep(Duration.ZERO));
        link.client().close();
        link.server().resumeReading();

        assertThatThrownBy(() -> await(sending))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("while a file was being sent");
        assertThat(link.clientProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().awaitLost()).isNull();
        assertThat(link.serverProtocol().received.size()).isLessThan(SIZE);
      });
    }
  }

  @Nested
  class OfTransports {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_force_fallback")
    void sendAllOfAFile(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var received = link.peer().receiveAllMeanwhile();
          SeekableByteChannel file = file(sendable);

          assertThat(await(getRunningLoop().sendfile(link.transport(), FileRange.of(file))))
              .isEqualTo(SIZE);
          link.transport().close();

          assertSame(await(received), CONTENT);
          assertThat(file.position()).isEqualTo(SIZE);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SockSendfileMixin.test_sendfile_offset")
    void sendFromAnOffsetToTheEnd(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          SeekableByteChannel file = file(sendable);
          file.position(77);
          for (long offset : new long[] {SIZE - 1000, SIZE}) {
            long sent =
                await(
                    getRunningLoop()
                        .sendfile(link.transport(), FileRange.of(file, offset, Long.MAX_VALUE)));

            assertThat(sent).isEqualTo(SIZE - offset);
            assertThat(file.position()).isEqualTo(SIZE);
          }
        }
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_partial")
    void sendAPartOfAFile() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var received = link.peer().receiveAllMeanwhile();
          assertThat(
                  await(getRunningLoop().sendfile(link.transport(), FileRange.of(file, 1000, 100))))
              .isEqualTo(100);
          assertThat(
                  await(getRunningLoop().sendfile(link.transport(), FileRange.of(path, 1000, 100))))
              .isEqualTo(100);
          link.transport().close();

          assertThat(await(received)).hasSize(200).startsWith(part(1000, 100));
          assertThat(file.position()).isEqualTo(1100);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_pre_and_post_data")
    void keepTheOrderOfWhatIsWrittenBesides(boolean sendable) {
      byte[] besides = part(0, 4 << 20);
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var received = link.peer().receiveAllMeanwhile();
          link.transport().write(besides.clone());
          await(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));
          link.transport().write(besides.clone());
          link.transport().close();

          assertSame(await(received), besides, CONTENT, besides);
        }
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_for_closing_transp")
    void refuseOnceTheyClose() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().close();

          assertThatThrownBy(
                  () -> await(getRunningLoop().sendfile(link.transport(), FileRange.of(file))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is closing");
        }
      });
    }

    @Test
    void endTheSendingSideBehindTheFileOnly() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var sending = createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file)));
          await(sleep(Duration.ZERO));
          link.transport().writeEof();
          var received = link.peer().receiveAllMeanwhile();

          assertThat(await(sending)).isEqualTo(SIZE);
          assertThat(await(received)).hasSize(SIZE);
        }
      });
    }

    @Test
    void refuseAFileBehindTheEndAndStayOpen() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().writeEof();

          assertThatThrownBy(
                  () -> await(getRunningLoop().sendfile(link.transport(), FileRange.of(file))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("after writeEof()");

          link.peer().send("still here");
          link.protocol().awaitText("still here");
        }
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_prevents_bare_write")
    void refuseWritesMeanwhile() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var sending = createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file)));
          await(sleep(Duration.ZERO));

          assertThatThrownBy(() -> link.transport().write(part(0, 1)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("sendfile is in progress");

          var received = link.peer().receiveMeanwhile(SIZE + 1);
          await(sending);
          link.transport().write(part(0, 1));
          assertThat(await(received)).isNotEmpty();
        }
      });
    }

    @Test
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_no_fallback_for_fallback_transport")
    void transportThatTheSystemCannotServeRefusesWithoutTheFallback() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var wrapped = new WrappedTransport(link.transport());

          assertThatThrownBy(() ->
                  await(getRunningLoop().sendfile(wrapped, FileRange.of(file, 0, SIZE), false)))
              .isInstanceOf(SendfileNotAvailableException.class)
              .hasMessageContaining("fallback is disabled");
        }
      });
    }

    @Test
    void transportThatTheSystemCannotServeCopiesTheFile() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var received = link.peer().receiveAllMeanwhile();
          await(
              getRunningLoop()
                  .sendfile(new WrappedTransport(link.transport()), FileRange.of(file)));
          link.transport().close();

          assertSame(await(received), CONTENT);
        }
      });
    }

    @Test
    void refuseAFileInMemoryWithoutTheFallback() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          assertThatThrownBy(() ->
                  await(
                      getRunningLoop()
                          .sendfile(link.transport(), FileRange.of(file(false), 0, 1), false)))
              .isInstanceOf(SendfileNotAvailableException.class);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_close_peer_after_receiving")
    void sendAllThoughThePeerClosesAfterwards(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var received =
              Peer.meanwhile(() -> {
                int count = link.peer().socket.getInputStream().readNBytes(SIZE).length;
                link.peer().close();
                return count;
              });

          assertThat(
                  await(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable)))))
              .isEqualTo(SIZE);
          assertThat(await(received)).isEqualTo(SIZE);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Mirrors("test_sendfile.SendfileMixin.test_sendfile_close_peer_in_the_middle_of_receiving")
    void failIfThePeerClosesHalfWay(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          SeekableByteChannel file = file(sendable);
          var _ =
              Peer.meanwhile(() -> {
                link.peer().receive(1 << 20);
                link.peer().reset();
                return null;
              });

          assertThatThrownBy(
                  () -> await(getRunningLoop().sendfile(link.transport(), FileRange.of(file))))
              .isInstanceOf(UncheckedIOException.class);
          assertThat(file.position()).isLessThan(SIZE);
          assertThat(link.transport().isClosing()).isTrue();
          assertThat(link.protocol().awaitLost()).isNotNull();
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failIfTheyAreAbortedMeanwhile(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var sending =
              createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));
          await(sleep(Duration.ZERO));
          link.transport().abort();

          assertThatThrownBy(() -> await(sending))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("while a file was being sent");
          assertThat(link.protocol().events.getLast()).isEqualTo("lost");
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goOnAfterSendingWasCancelled(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var sending =
              createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));
          await(sleep(Duration.ZERO));
          sending.cancel();
          assertThat(catchThrowable(() -> await(sending))).isInstanceOf(CancelledError.class);
          assertThat(link.transport().getProtocol()).isSameAs(link.protocol());

          var received = link.peer().receiveAllMeanwhile();
          link.transport().write("behind".getBytes(UTF_8));
          link.peer().send("answer");
          link.protocol().awaitText("answer");
          link.transport().close();
          assertThat(await(received)).endsWith("behind".getBytes(UTF_8));
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doNotReadMeanwhile(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.peer().send("question");
          var sending =
              createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));
          await(sleep(Duration.ZERO));
          assertThat(link.transport().isReading()).isFalse();

          var received = link.peer().receiveMeanwhile(SIZE);
          await(sending);
          await(received);
          assertThat(link.transport().isReading()).isTrue();
          link.protocol().awaitText("question");
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handOnWhatIsReadMeanwhile(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.protocol().keepOpen = true;
          var sending =
              createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));
          await(sleep(Duration.ZERO));
          link.peer().send("question");
          link.peer().socket.shutdownOutput();
          link.transport().resumeReading();
          link.protocol().await("eof");
          assertThat(link.protocol().text()).isEqualTo("question");

          var received = link.peer().receiveMeanwhile(SIZE);
          assertThat(await(sending)).isEqualTo(SIZE);
          await(received);
        }
      });
    }

    @Test
    void letOthersRunThoughTheReceiverTakesAllAtOnce() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          var transport =
              new WrappedTransport(link.transport()) {
                @Override
                public void write(byte[] data) {}
              };
          var sending = createTask(getRunningLoop().sendfile(transport, FileRange.of(file(false))));
          int turns = 0;
          while (!sending.done()) {
            await(sleep(Duration.ZERO));
            turns++;
          }

          assertThat(await(sending)).isEqualTo(SIZE);
          assertThat(turns).isGreaterThan(10);
        }
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellAPausedProtocolToGoOnWhenAllIsSent(boolean sendable) {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().write(CONTENT.clone());
          assertThat(link.protocol().events).containsExactly("made", "pause");
          var received = link.peer().receiveMeanwhile(2 * SIZE);
          await(getRunningLoop().sendfile(link.transport(), FileRange.of(file(sendable))));

          assertThat(link.protocol().events).containsExactly("made", "pause", "resume");
          assertThat(link.transport().getWriteBufferLimits())
              .isEqualTo(new FlowControl.WaterMarks(16 * 1024, 64 * 1024));
          await(received);
        }
      });
    }

    @Test
    void leaveAPausedProtocolPausedWhenSendingIsCancelled() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().write(CONTENT.clone());
          var sending = createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file)));
          await(sleep(Duration.ZERO));
          sending.cancel();
          assertThat(catchThrowable(() -> await(sending))).isInstanceOf(CancelledError.class);
          assertThat(link.protocol().events).isEqualTo(List.of("made", "pause"));

          var received = link.peer().receiveMeanwhile(SIZE);
          link.protocol().await("resume");
          await(received);
        }
      });
    }

    @Test
    void pauseTheProtocolIfSomethingIsLeftWhenSendingIsCancelled() {
      TestLoop.run(() -> {
        try (var link = link(new RecordingProtocol())) {
          link.transport().setWriteBufferLimits(2 * SIZE, 0);
          link.transport().write(CONTENT.clone());
          assertThat(link.protocol().events).containsExactly("made");
          var sending = createTask(getRunningLoop().sendfile(link.transport(), FileRange.of(file)));
          await(sleep(Duration.ZERO));
          sending.cancel();
          assertThat(catchThrowable(() -> await(sending))).isInstanceOf(CancelledError.class);
          assertThat(link.protocol().events).isEqualTo(List.of("made", "pause"));

          var received = link.peer().receiveMeanwhile(SIZE);
          link.protocol().await("resume");
          await(received);
        }
      });
    }
  }
}
