package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.openUnixConnection;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Protocol;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/// Operations that a simulation lacks: the program gets an error, and nothing real happens.
class NotSimulatedTest {
  private static final InetSocketAddress DISCARD =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);

  private static void assertRefused(String what, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith(what + " are not simulated: give the program a stand-in");
  }

  @AsyncTest
  void subprocessesDoNotStart(@TempDir Path folder) {
    Path file = folder.resolve("touched");

    assertRefused("subprocesses", () -> await(createSubprocessExec("touch", file.toString())));

    assertThat(file).doesNotExist();
  }

  @AsyncTest
  void pipesAreNotRead() {
    var stream = new ByteArrayInputStream(new byte[1]);

    assertRefused(
        "pipes", () -> await(getRunningLoop().connectReadPipe(() -> new Protocol() {}, stream)));

    assertThat(stream.available()).isOne();
  }

  @AsyncTest
  void unixSocketsAreNotMade(@TempDir Path folder) {
    Path file = folder.resolve("socket");

    assertRefused("Unix sockets", () -> await(startUnixServer((_, _) -> {}, file)));
    assertRefused("Unix sockets", () -> await(openUnixConnection(file)));

    assertThat(file).doesNotExist();
  }

  @AsyncTest
  void addressesHaveNoNames() {
    assertRefused("look-ups of addresses", () -> await(getRunningLoop().getnameinfo(DISCARD)));
  }

  @AsyncTest
  void ipv6AddressesAreOfNoUse() {
    var address = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);

    assertNoIpv6(() -> await(openConnection("::1", 80)));
    assertNoIpv6(() -> await(startServer((_, _) -> {}, "::1", 80)));
    assertNoIpv6(() -> await(openDatagram(address, null)));
  }

  private static void assertNoIpv6(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("INET6 is not simulated, only INET is");
  }

  @AsyncTest
  void socketsOfTheMachineAreRefusedBeforeTheySendAnything() throws Exception {
    try (var stream = SocketChannel.open();
        var datagrams = DatagramChannel.open()) {
      stream.configureBlocking(false);
      datagrams.configureBlocking(false);

      assertRealSocketRefused(() -> await(getRunningLoop().sockConnect(stream, DISCARD)));
      assertRealSocketRefused(
          () -> await(getRunningLoop().sockSendto(datagrams, new byte[1], DISCARD)));

      assertThat(stream.isConnectionPending()).isFalse();
    }
  }

  private static void assertRealSocketRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the simulated network (Network.sockets() makes them)");
  }

  @AsyncTest
  void onlyTheLoopSelects(Network network) {
    assertThatThrownBy(() -> network.sockets().openSelector())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("only the loop selects in a simulation");
  }
}
