package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/// UDP sockets that tasks await.
class DatagramEndpointTest {
  private static final InetSocketAddress LOOPBACK = Peer.address(Peer.LOOPBACK, 0);

  private static DatagramEndpoint open() {
    return await(openDatagram(LOOPBACK, null));
  }

  private static DatagramEndpoint connect(DatagramEndpoint server) {
    return await(openDatagram(null, server.localAddress()));
  }

  @AsyncTest(seeds = 20)
  void sendAndReceive() {
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
  }

  @AsyncTest
  void receiveInOrderWhatCameMeanwhile() {
    try (var server = open();
        var client = connect(server)) {
      for (int i = 0; i < 100; i++) { // more than are kept
        await(client.send("message " + i));
      }

      for (int i = 0; i < 100; i++) {
        assertThat(await(server.receive()).text()).isEqualTo("message " + i);
      }
    }
  }

  @AsyncTest
  void iterateUntilClosed() {
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
  }

  @AsyncTest(seeds = 20)
  void serveSeveralTasks(VirtualClock clock) {
    try (var server = open();
        var client = connect(server)) {
      Task<Datagram> first = createTask(server.receive());
      Task<Datagram> second = createTask(server.receive());
      await(clock.runUntilIdle());
      await(client.send("one"));
      await(client.send("two"));

      assertThat(List.of(await(first).text(), await(second).text()))
          .containsExactlyInAnyOrder("one", "two");
    }
  }

  @AsyncTest(seeds = 20)
  void loseNothingWhenAReceiverIsCancelledAsItIsWoken(VirtualClock clock) {
    try (var server = open();
        var client = connect(server)) {
      Task<Datagram> first = createTask(server.receive());
      Task<Datagram> second = createTask(server.receive());
      await(clock.runUntilIdle());
      await(client.send("one"));
      DatagramProtocol inbox = (DatagramProtocol) server.transport().getProtocol();
      inbox.datagramReceived(bytes("zero"), LOOPBACK); // wakes the first
      first.cancel();

      assertThat(await(second).text()).isEqualTo("zero");
      assertThat(await(server.receive()).text()).isEqualTo("one");
    }
  }

  @AsyncTest(seeds = 20)
  void areToldOnceThatThereIsNoReceiver() {
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
  }

  @AsyncTest(seeds = 20)
  void throwFromSendWhatTheSystemRefuses() {
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
  }

  @AsyncTest(seeds = 20)
  void endWhenClosed(VirtualClock clock) {
    var endpoint = open();
    Task<Datagram> waiting = createTask(endpoint.receive());
    await(clock.runUntilIdle());

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
  }

  @AsyncTest(seeds = 20)
  void waitWhileTheTransportHasEnough() {
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
  }
}
