package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// `sock_*` on a pair of connected, non-blocking sockets.
class SocketOperationsTest {
  private static final InetSocketAddress ANY_PORT = Peer.address(Peer.LOOPBACK, 0);
  private static final int HUGE = 8 << 20;

  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open().bind(ANY_PORT)) {
      near = SocketChannel.open(listener.getLocalAddress());
      far = listener.accept();
    }
    near.configureBlocking(false);
    far.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
  }

  private static void yieldOnce() {
    await(sleep(Duration.ZERO));
  }

  private static byte[] pattern(int size) {
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) (i * 31 + (i >> 8));
    }
    return data;
  }

  private String receive(SocketChannel socket) {
    return new String(await(getRunningLoop().sockRecv(socket, 1024)), UTF_8);
  }

  /// Receives everything up to the end of the stream.
  private static byte[] receiveAll(SocketChannel socket, int size) {
    ByteBuffer all = ByteBuffer.allocate(size + 1);
    while (true) {
      byte[] some = await(getRunningLoop().sockRecv(socket, 100_000));
      if (some.length == 0) {
        return Arrays.copyOf(all.array(), all.position());
      }
      all.put(some);
    }
  }

  private static void waitUntilReadable(SocketChannel socket) throws IOException {
    try (var selector = Selector.open()) {
      socket.register(selector, SelectionKey.OP_READ);
      selector.select();
    }
  }

  @Nested
  class Streams {
    @Test
    void whatIsThereIsReceivedWithoutASwitch() {
      TestLoop.run(() -> {
        far.write(ByteBuffer.wrap(bytes("hello")));
        waitUntilReadable(near);
        var order = new StringBuilder();
        getRunningLoop().callSoon(() -> order.append("switched"));

        assertThat(receive(near)).isEqualTo("hello");
        assertThat(order).isEmpty();
      });
    }

    @Test
    void receivingWaitsForData() {
      TestLoop.run(() -> {
        Task<String> receiving = createTask(() -> receive(near));
        yieldOnce();
        assertThat(receiving.done()).isFalse();

        await(getRunningLoop().sockSendall(far, bytes("hello")));

        assertThat(await(receiving)).isEqualTo("hello");
      });
    }

    @Test
    void receivingGivesNothingAtTheEnd() {
      TestLoop.run(() -> {
        far.shutdownOutput();

        assertThat(receive(near)).isEmpty();
        assertThat(await(getRunningLoop().sockRecvInto(near, ByteBuffer.allocate(8)))).isZero();
      });
    }

    @Test
    void receivingTakesNoMoreThanAskedFor() {
      TestLoop.run(() -> {
        await(getRunningLoop().sockSendall(far, bytes("hello")));

        assertThat(await(getRunningLoop().sockRecv(near, 2))).isEqualTo(bytes("he"));
        assertThat(await(getRunningLoop().sockRecv(near, 0))).isEmpty();
        assertThat(receive(near)).isEqualTo("llo");
      });
    }

    @Test
    void receivingIntoABufferFillsItsRoom() {
      TestLoop.run(() -> {
        ByteBuffer buffer = ByteBuffer.allocate(8).position(2).limit(5);
        Task<Integer> receiving = createTask(getRunningLoop().sockRecvInto(near, buffer));
        yieldOnce();
        await(getRunningLoop().sockSendall(far, bytes("hello")));

        assertThat(await(receiving)).isEqualTo(3);
        assertThat(buffer.array()).isEqualTo(new byte[] {0, 0, 'h', 'e', 'l', 0, 0, 0});
        assertThat(await(getRunningLoop().sockRecvInto(near, buffer))).isZero();
      });
    }

    @Test
    void hugeContentArrivesWhole() {
      TestLoop.run(() -> {
        byte[] content = pattern(HUGE);
        Task<Void> sending =
            createTask(() -> {
              await(getRunningLoop().sockSendall(near, content));
              near.shutdownOutput();
            });

        assertThat(Arrays.mismatch(receiveAll(far, HUGE), content)).isEqualTo(-1);
        await(sending);
      });
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_huge_content_recvinto")
    void hugeContentArrivesWholeInABuffer() {
      TestLoop.run(() -> {
        byte[] content = pattern(HUGE);
        Task<Void> sending =
            createTask(() -> {
              await(getRunningLoop().sockSendall(near, content));
              near.shutdownOutput();
            });
        ByteBuffer received = ByteBuffer.allocate(HUGE + 1);
        while (await(getRunningLoop().sockRecvInto(far, received)) > 0) {}

        assertThat(received.position()).isEqualTo(HUGE);
        assertThat(ByteBuffer.wrap(content).mismatch(received.flip())).isEqualTo(-1);
        await(sending);
      });
    }

    @Test
    void aDirectOrReadOnlyBufferIsSentFromItsPosition() {
      TestLoop.run(() -> {
        ByteBuffer data = ByteBuffer.allocateDirect(5).put(bytes("hello")).flip().position(1);
        await(getRunningLoop().sockSendall(near, data.asReadOnlyBuffer()));
        await(getRunningLoop().sockSendall(near, data));

        assertThat(data.hasRemaining()).isFalse();
        assertThat(receive(far)).startsWith("ello");
      });
    }

    @Test
    void aBrokenConnectionIsAnIoFailure() {
      TestLoop.run(() -> {
        far.setOption(StandardSocketOptions.SO_LINGER, 0);
        far.close();

        assertThatThrownBy(
                () -> {
                  while (true) {
                    await(getRunningLoop().sockSendall(near, pattern(100_000)));
                  }
                })
            .isInstanceOf(UncheckedIOException.class);
      });
    }
  }

  @Nested
  class Refusals {
    @Test
    void aBlockingSocketIsRefused() {
      TestLoop.run(() -> {
        near.configureBlocking(true);

        assertThatThrownBy(() -> receive(near))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("must be non-blocking");
        assertThatThrownBy(() -> await(getRunningLoop().sockSendall(near, bytes("x"))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("must be non-blocking");
      });
    }

    @Test
    void aClosedSocketIsAnIoFailure() {
      TestLoop.run(() -> {
        near.close();

        assertThatThrownBy(() -> receive(near))
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(ClosedChannelException.class);
      });
    }

    @Test
    void aNegativeSizeIsRefused() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> getRunningLoop().sockRecv(near, -1))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("-1"));
    }

    @Test
    void aSocketOfATransportIsRefused() {
      TestLoop.run(() -> {
        var transport =
            await(getRunningLoop().connectAcceptedSocket(RecordingProtocol::new, near)).transport();

        assertThatThrownBy(() -> receive(near))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is used by a transport");
        transport.abort();
      });
    }

    @Test
    void aSecondReaderIsRefusedWhileTheFirstWaits() {
      TestLoop.run(() -> {
        Task<String> first = createTask(() -> receive(near));
        yieldOnce();

        assertThatThrownBy(() -> receive(near))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another task reads from");
        await(getRunningLoop().sockSendall(far, bytes("for the first")));
        assertThat(await(first)).isEqualTo("for the first");
      });
    }
  }

  @Nested
  class Cancelling {
    @Test
    void receivingGivesTheSocketBack() {
      TestLoop.run(() -> {
        Task<String> receiving = createTask(() -> receive(near));
        yieldOnce();
        receiving.cancel();
        assertThatThrownBy(() -> await(receiving)).isInstanceOf(CancelledError.class);

        assertThat(getRunningLoop().removeReader(near)).isFalse();
        near.configureBlocking(true); // possible only while it is on no selector
      });
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_racing")
    void anotherOperationCanFollowAtOnce() {
      TestLoop.run(() -> {
        anotherCanFollow(() -> receive(near));
        ByteBuffer buffer = ByteBuffer.allocate(100);
        anotherCanFollow(() -> {
          int count = await(getRunningLoop().sockRecvInto(near, buffer.clear()));
          return new String(buffer.array(), 0, count, UTF_8);
        });
      });
    }

    /// The first task is cancelled, but has not resumed when the second begins.
    private void anotherCanFollow(Coroutine<String> receive) {
      Task<String> first = createTask(receive);
      yieldOnce();
      first.cancel();
      createTask(getRunningLoop().sockSendall(far, bytes("hello")));

      assertThat(await(receive)).isEqualTo("hello");
      assertThat(first.cancelled()).isTrue();
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_racing")
    void sendingCanFollowSendingAtOnce() {
      TestLoop.run(() -> {
        ByteBuffer first = ByteBuffer.wrap(pattern(HUGE));
        Task<Void> sending = createTask(getRunningLoop().sockSendall(near, first));
        yieldOnce();
        sending.cancel();
        Task<byte[]> receiving = createTask(() -> receiveAll(far, 2 * HUGE));
        byte[] second = pattern(HUGE);
        await(getRunningLoop().sockSendall(near, second));
        near.shutdownOutput();

        byte[] received = await(receiving);
        assertThat(received).hasSize(first.position() + HUGE);
        assertThat(
                Arrays.mismatch(
                    Arrays.copyOfRange(received, first.position(), received.length), second))
            .isEqualTo(-1);
      });
    }

    @Test
    void acceptingLosesNoConnection() {
      TestLoop.run(() -> {
        try (var listener = ServerSocketChannel.open().bind(ANY_PORT)) {
          listener.configureBlocking(false);
          Task<SocketChannel> first = createTask(getRunningLoop().sockAccept(listener));
          yieldOnce();
          try (var client = SocketChannel.open()) {
            client.configureBlocking(false); // else the other tasks would run at this point
            client.connect(listener.getLocalAddress());
            first.cancel();
            try (var accepted = await(getRunningLoop().sockAccept(listener))) {
              assertThat(client.finishConnect()).isTrue();
              assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
              assertThat(accepted.isBlocking()).isFalse();
            }
          }
        }
      });
    }
  }

  @Nested
  class Connecting {
    private <T> T withListener(Function<InetSocketAddress, T> body) throws IOException {
      try (var listener = ServerSocketChannel.open().bind(ANY_PORT)) {
        return body.apply((InetSocketAddress) listener.getLocalAddress());
      }
    }

    private SocketChannel unconnected() throws IOException {
      var socket = SocketChannel.open();
      socket.configureBlocking(false);
      return socket;
    }

    @Test
    void connectsToAnAddress() {
      TestLoop.run(() -> {
        try (var socket = unconnected()) {
          var address = withListener(a -> connected(socket, a));

          assertThat(socket.getRemoteAddress()).isEqualTo(address);
          assertThat(getRunningLoop().removeWriter(socket)).isFalse();
        }
      });
    }

    private InetSocketAddress connected(SocketChannel socket, InetSocketAddress address) {
      await(getRunningLoop().sockConnect(socket, address));
      return address;
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_fail")
    void aClosedPortRefuses() {
      TestLoop.run(() -> {
        var address = Peer.address(Peer.LOOPBACK, Peer.unusedPort());
        try (var socket = unconnected()) {
          assertThatThrownBy(() -> await(getRunningLoop().sockConnect(socket, address)))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("cannot connect to 127.0.0.1:" + address.getPort())
              .hasCauseInstanceOf(ConnectException.class);
        }
      });
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_connect_racing")
    void connectingAgainAfterACancellationFinds() {
      TestLoop.run(() -> {
        try (var socket = unconnected()) {
          var address =
              withListener(a -> {
                Task<Void> first = createTask(getRunningLoop().sockConnect(socket, a));
                yieldOnce();
                first.cancel();
                yieldOnce();
                return socket.isConnected() ? a : connected(socket, a);
              });

          assertThat(socket.getRemoteAddress()).isEqualTo(address);
        }
      });
    }

    @Test
    @Mirrors(
        "test_selector_events.BaseSelectorEventLoopTests.test_sock_connect_resolve_using_socket_params")
    void aNameIsLookedUpForTheFamilyOfTheSocket() {
      TestLoop.run(() -> {
        try (var socket = SocketChannel.open(StandardProtocolFamily.INET)) {
          socket.configureBlocking(false);
          int port =
              withListener(a -> {
                int p = a.getPort();
                await(
                    getRunningLoop()
                        .sockConnect(socket, InetSocketAddress.createUnresolved("localhost", p)));
                return p;
              });

          assertThat(socket.getRemoteAddress()).isEqualTo(Peer.address(Peer.LOOPBACK, port));
        }
      });
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_create_connection_sock")
    void aTransportCanTakeTheSocketOver() {
      TestLoop.run(() -> {
        try (var listener = Peer.listen();
            var socket = unconnected()) {
          var address = Peer.address(Peer.LOOPBACK, listener.getLocalPort());
          await(getRunningLoop().sockConnect(socket, address));
          var link = await(getRunningLoop().connectAcceptedSocket(RecordingProtocol::new, socket));
          try (var peer = new Peer(listener.accept())) {
            peer.send("hello");
            link.protocol().awaitText("hello");
          }
          link.protocol().awaitLost();
        }
      });
    }
  }

  @Nested
  class Datagrams {
    private DatagramChannel bound() throws IOException {
      var socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(ANY_PORT);
      socket.configureBlocking(false);
      return socket;
    }

    @Test
    void areReceivedWithTheirSender() {
      TestLoop.run(() -> {
        try (var here = bound();
            var there = bound()) {
          Task<Datagram> receiving = createTask(getRunningLoop().sockRecvfrom(here, 100));
          yieldOnce();
          int sent =
              await(getRunningLoop().sockSendto(there, bytes("hello"), here.getLocalAddress()));

          assertThat(sent).isEqualTo(5);
          assertThat(await(receiving).data()).isEqualTo(bytes("hello"));
          assertThat(await(receiving).address()).isEqualTo(there.getLocalAddress());
        }
      });
    }

    @Test
    void mayBeEmpty() {
      TestLoop.run(() -> {
        try (var here = bound();
            var there = bound()) {
          await(getRunningLoop().sockSendto(there, new byte[0], here.getLocalAddress()));

          assertThat(await(getRunningLoop().sockRecvfrom(here, 100)).data()).isEmpty();
        }
      });
    }

    @Test
    void areReceivedIntoABuffer() {
      TestLoop.run(() -> {
        try (var here = bound();
            var there = bound()) {
          ByteBuffer buffer = ByteBuffer.allocate(10).position(1);
          await(getRunningLoop().sockSendto(there, bytes("hello"), here.getLocalAddress()));
          var sender = await(getRunningLoop().sockRecvfromInto(here, buffer));

          assertThat(sender).isEqualTo(there.getLocalAddress());
          assertThat(buffer.position()).isEqualTo(6);
          assertThat(new String(buffer.array(), 1, 5, UTF_8)).isEqualTo("hello");
        }
      });
    }

    @Test
    @Mirrors("test_sock_lowlevel.BaseSockTestsMixin.test_recvfrom_into_wrong_size")
    void areNotLostByAskingForMoreThanTheBufferHolds() {
      TestLoop.run(() -> {
        try (var here = bound();
            var there = bound()) {
          ByteBuffer buffer = ByteBuffer.allocate(5);
          await(getRunningLoop().sockSendto(there, bytes("hello"), here.getLocalAddress()));

          assertThatThrownBy(() -> getRunningLoop().sockRecvfromInto(here, buffer, 6))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("size is greater than the room");
          await(getRunningLoop().sockRecvfromInto(here, buffer, 5));
          assertThat(buffer.array()).isEqualTo(bytes("hello"));
        }
      });
    }
  }
}
