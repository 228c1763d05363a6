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
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Single operations on a socket that its owner closes while they wait.
class ClosedByOwnerTest {
  private ServerSocketChannel listener;
  private SocketChannel near;
  private SocketChannel far;
  private DatagramChannel datagrams;

  @BeforeEach
  void connect() throws IOException {
    listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
    near = SocketChannel.open(listener.getLocalAddress());
    far = listener.accept();
    datagrams = DatagramChannel.open().bind(Peer.address(Peer.LOOPBACK, 0));
    listener.configureBlocking(false);
    near.configureBlocking(false);
    datagrams.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    near.close();
    far.close();
    datagrams.close();
  }

  private static void assertEndsWithItsChannel(Coroutine<?> operation, Channel channel) {
    TestLoop.runInRealTime(() -> {
      Task<?> task = createTask(operation);
      yieldTurn();
      yieldTurn();
      assertThat(task.done()).isFalse();

      channel.close();

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(ClosedChannelException.class);
    });
  }

  @Test
  void receivingEnds() {
    assertEndsWithItsChannel(() -> await(getRunningLoop().sockRecv(near, 100)), near);
  }

  @Test
  void receivingIntoABufferEnds() {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertEndsWithItsChannel(() -> await(getRunningLoop().sockRecvInto(near, buffer)), near);
  }

  @Test
  void receivingADatagramEnds() {
    assertEndsWithItsChannel(() -> await(getRunningLoop().sockRecvfrom(datagrams, 9)), datagrams);
  }

  @Test
  void sendingEnds() {
    ByteBuffer much = ByteBuffer.allocate(64 << 20);
    assertEndsWithItsChannel(() -> await(getRunningLoop().sockSendall(near, much)), near);
  }

  @Test
  void acceptingEnds() {
    assertEndsWithItsChannel(() -> await(getRunningLoop().sockAccept(listener)), listener);
  }

  @Test
  void receivingEndsThoughTheLoopIsNeverIdle() {
    TestLoop.runInRealTime(() -> {
      Task<byte[]> task = createTask(getRunningLoop().sockRecv(near, 100));
      yieldTurn();
      near.close();

      while (!task.done()) {
        yieldTurn();
      }

      assertThat(task.exception()).hasCauseInstanceOf(ClosedChannelException.class);
    });
  }

  @Test
  void onlyTheOperationOnThatChannelEnds() {
    TestLoop.runInRealTime(() -> {
      Task<byte[]> other = createTask(getRunningLoop().sockRecv(near, 100));
      Task<SocketChannel> accepting = createTask(getRunningLoop().sockAccept(listener));
      yieldTurn();
      listener.close();
      assertThatThrownBy(() -> await(accepting)).isInstanceOf(UncheckedIOException.class);

      assertThat(other.done()).isFalse();
      far.write(ByteBuffer.wrap(new byte[] {1}));
      assertThat(await(other)).containsExactly(1);
    });
  }
}
