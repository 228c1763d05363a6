package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.sleep;
import static jasyncio.TransportTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// UDP sockets that tasks await.
class DatagramEndpointTest {
  private static final InetSocketAddress LOOPBACK = Peer.address(Peer.LOOPBACK, 0);

  private static DatagramEndpoint open() {
    return await(openDatagram(LOOPBACK, null));
  }

  private static DatagramEndpoint connect(DatagramEndpoint server) {
    return await(openDatagram(null, server.localAddress()));
  }

  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  @Test
  void sendAndReceive() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        await(client.send("question"));
        var question = await(server.receive());
        await(server.send(bytes("answer"), question.address()));
        var answer = await(client.receive());

        assertThat(question.text()).isEqualTo("question");
        assertThat(question.address()).isEqualTo(client.localAddress());
        assertThat(answer.text()).isEqualTo("answer");
        assertThat(answer.address()).isEqualTo(server.localAddress());
      }
    });
  }

  @Test
  void receiveInOrderWhatCameMeanwhile() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        for (int i = 0; i < 100; i++) { // more than are kept
          await(client.send("message " + i));
        }

        for (int i = 0; i < 100; i++) {
          assertThat(await(server.receive()).text()).isEqualTo("message " + i);
        }
      }
    });
  }

  @Test
  void iterateUntilClosed() {
    TestLoop.run(() -> {
      List<String> received = new ArrayList<>();
      try (var server = open();
          var client = connect(server)) {
        await(client.send("one"));
        await(client.send("two"));

        for (Datagram datagram : server) {
          received.add(datagram.text());
          if (received.size() == 2) {
            server.close();
          }
        }
        await(server.waitClosed());
      }
      assertThat(received).containsExactly("one", "two");
    });
  }

  @Test
  void serveSeveralTasks() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        Task<Datagram> first = createTask(server.receive());
        Task<Datagram> second = createTask(server.receive());
        turn();
        await(client.send("one"));
        await(client.send("two"));

        assertThat(List.of(await(first).text(), await(second).text()))
            .containsExactlyInAnyOrder("one", "two");
      }
    });
  }

  @Test
  void loseNothingWhenAReceiverIsCancelledAsItIsWoken() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        Task<Datagram> first = createTask(server.receive());
        Task<Datagram> second = createTask(server.receive());
        turn();
        await(client.send("one"));
        DatagramProtocol inbox = (DatagramProtocol) server.transport().getProtocol();
        inbox.datagramReceived(bytes("zero"), LOOPBACK); // wakes the first
        first.cancel();

        assertThat(await(second).text()).isEqualTo("zero");
        assertThat(await(server.receive()).text()).isEqualTo("one");
      }
    });
  }

  @Test
  void hearOnceThatNobodyReceives() {
    TestLoop.run(() -> {
      var closed = open();
      SocketAddress nobody = closed.localAddress();
      closed.close();
      await(closed.waitClosed());
      try (var client = await(openDatagram(null, nobody))) {
        await(client.send("anybody?"));

        assertThatThrownBy(() -> await(client.receive()))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("nobody receives at 127.0.0.1:")
            .hasCauseInstanceOf(PortUnreachableException.class);
        assertThat(client.transport().isClosing()).isFalse();
      }
    });
  }

  @Test
  void throwFromSendWhatTheSystemRefuses() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        assertThatThrownBy(() -> await(client.send(new byte[100_000])))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage("Message too long");
        assertThatThrownBy(() -> await(server.send("to whom?")))
            .isInstanceOf(IllegalArgumentException.class);

        await(client.send("short"));
        assertThat(await(server.receive()).text()).isEqualTo("short");
      }
    });
  }

  @Test
  void endWhenClosed() {
    TestLoop.run(() -> {
      var endpoint = open();
      Task<Datagram> waiting = createTask(endpoint.receive());
      turn();

      endpoint.close();
      endpoint.close();

      assertThatThrownBy(() -> await(waiting))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("receive() on UdpTransport[");
      assertThatThrownBy(() -> await(endpoint.send(bytes("late"), LOOPBACK)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("send() on UdpTransport[");
      assertThat(endpoint.iterator().hasNext()).isFalse();
      await(endpoint.waitClosed());
    });
  }

  @Test
  void waitWhileTheTransportHasEnough() {
    TestLoop.run(() -> {
      try (var server = open();
          var client = connect(server)) {
        var inbox = client.transport().getProtocol();
        inbox.pauseWriting();
        Task<Void> sending = createTask(client.send("sent at once"));
        assertThat(await(server.receive()).text()).isEqualTo("sent at once");
        assertThat(sending.done()).isFalse();

        inbox.resumeWriting();

        await(sending);
      }
    });
  }
}
