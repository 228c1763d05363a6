package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Sneaky;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// UDP sockets that talk to each other.
class DatagramTest {
  private static final InetSocketAddress LOOPBACK = Peer.address(Peer.LOOPBACK, 0);

  /// Records the events of a transport, and lets a test wait for them.
  private static class Recording extends RecordingProtocol implements DatagramProtocol {
    final List<String> datagrams = new ArrayList<>();

    @Override
    public void datagramReceived(byte[] data, SocketAddress from) {
      datagrams.add(new String(data, StandardCharsets.UTF_8));
      note("datagram");
    }

    @Override
    public void errorReceived(IOException failure) {
      cause = failure;
      note("error");
    }

    final void awaitDatagram(String text) {
      await(_ -> datagrams.contains(text));
    }

    final DatagramTransport transport() {
      return (DatagramTransport) Objects.requireNonNull(transport);
    }

    final SocketAddress address() {
      return Objects.requireNonNull(transport().getExtraInfo(ExtraInfo.SOCKNAME));
    }
  }

  /// Sends everything back, in capitals.
  private static final class Shouting extends Recording {
    @Override
    public void datagramReceived(byte[] data, SocketAddress from) {
      super.datagramReceived(data, from);
      transport().sendto(bytes(datagrams.getLast().toUpperCase(java.util.Locale.ROOT)), from);
    }
  }

  private static <P extends Recording> P open(
      P protocol, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
    return open(protocol, local, remote, DatagramOptions.DEFAULTS);
  }

  private static <P extends Recording> P open(
      P protocol,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options) {
    var made =
        await(getRunningLoop().createDatagramEndpoint(() -> protocol, local, remote, options));
    assertThat(made.protocol()).isSameAs(protocol);
    assertThat(made.transport()).isSameAs(protocol.transport);
    return protocol;
  }

  private static void close(Recording... endpoints) {
    for (var endpoint : endpoints) {
      endpoint.transport().close();
      assertThat(endpoint.awaitLost()).isNull();
    }
  }

  @Test
  @Mirrors("test_protocols.ProtocolsAbsTests.test_datagram_protocol")
  void theCallbacksDoNothingUnlessOverridden() {
    var protocol = new DatagramProtocol() {};

    assertThatCode(
            () -> {
              protocol.datagramReceived(new byte[0], LOOPBACK);
              protocol.errorReceived(new IOException());
            })
        .doesNotThrowAnyException();
  }

  @Nested
  class Endpoints {

    private static void exchange(SocketAddress loopback) {
      TestLoop.run(() -> {
        var server = open(new Shouting(), loopback, null);
        var client = open(new Recording(), null, server.address());
        assertThat(client.events).containsExactly("made");
        assertThat(client.transport().getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(server.address());
        assertThat(server.transport().getExtraInfo(ExtraInfo.PEERNAME)).isNull();

        client.transport().sendto(bytes("hello"));

        client.awaitDatagram("HELLO");
        assertThat(server.datagrams).containsExactly("hello");
        close(client, server);
      });
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_datagram_endpoint")
    void exchangeDatagrams() {
      exchange(LOOPBACK);
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_create_datagram_endpoint_ipv6")
    void exchangeDatagramsOverIpv6() {
      Assumptions.assumeTrue(ServerTest.hasIpv6(), "no IPv6 on this machine");
      exchange(Peer.address("::1", 0));
    }

    @Test
    void carryEmptyDatagrams() {
      TestLoop.run(() -> {
        var server = open(new Recording(), LOOPBACK, null);
        var client = open(new Recording(), LOOPBACK, null);

        client.transport().sendto(new byte[0], server.address());

        server.awaitDatagram("");
        close(client, server);
      });
    }

    @Test
    void tellThatAnEmptyDatagramCannotBeSentWhenConnected() {
      TestLoop.run(() -> {
        var client = open(new Recording(), null, Peer.address(Peer.LOOPBACK, 9));

        client.transport().sendto(new byte[0]);

        assertThat(client.cause)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("open the endpoint without a remote address");
        close(client);
      });
    }

    @Test
    void carryTheLongestDatagramsThereAre() {
      TestLoop.run(() -> {
        var server = open(new Recording(), LOOPBACK, null);
        var client = open(new Recording(), null, server.address());
        var longest = "x".repeat(65_507);

        client.transport().sendto(bytes(longest));
        server.awaitDatagram(longest);
        client.transport().sendto(new byte[65_508]);

        assertThat(client.cause).hasMessage("Message too long");
        close(client, server);
      });
    }

    @Test
    @Mirrors("test_events.EventLoopTestsMixin.test_datagram_send_to_non_listening_address")
    void surviveThatThereIsNoReceiver() {
      TestLoop.run(() -> {
        var unheard = open(new Recording(), LOOPBACK, null);
        var nobody = unheard.address();
        close(unheard);
        var server = open(new Shouting(), LOOPBACK, null);
        var client = open(new Recording(), LOOPBACK, null);

        client.transport().sendto(bytes("anybody?"), nobody);
        client.transport().sendto(bytes("hello"), server.address());

        client.awaitDatagram("HELLO");
        close(client, server);
      });
    }

    @Test
    void areToldThatThereIsNoReceiver() {
      TestLoop.run(() -> {
        var unheard = open(new Recording(), LOOPBACK, null);
        var nobody = (InetSocketAddress) unheard.address();
        close(unheard);
        var client = open(new Recording(), null, nobody);

        client.transport().sendto(bytes("anybody?"));
        client.await("error");

        assertThat(client.cause)
            .isInstanceOf(PortUnreachableException.class)
            .hasMessage("nobody receives at 127.0.0.1:" + nobody.getPort());
        assertThat(client.transport().isClosing()).isFalse();
        close(client);
      });
    }

    @Test
    @Mirrors({
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock",
      "test_events.EventLoopTestsMixin.test_create_datagram_endpoint_sock"
    })
    void takeOverASocket() {
      TestLoop.run(() -> {
        var socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(LOOPBACK);
        var server =
            await(getRunningLoop().createDatagramEndpoint(Shouting::new, socket)).protocol();
        var client = open(new Recording(), null, socket.getLocalAddress());

        client.transport().sendto(bytes("hello"));

        client.awaitDatagram("HELLO");
        close(client, server);
        assertThat(socket.isOpen()).isFalse();
        assertThatThrownBy(
                () -> await(getRunningLoop().createDatagramEndpoint(Recording::new, socket)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot use ");
      });
    }

    @Test
    void takeOverASocketThatIsNotBoundYet() {
      TestLoop.run(() -> {
        var socket = DatagramChannel.open(StandardProtocolFamily.INET);
        var endpoint =
            await(getRunningLoop().createDatagramEndpoint(Recording::new, socket)).protocol();

        assertThat(((InetSocketAddress) endpoint.address()).getPort()).isPositive();
        close(endpoint);
      });
    }

    @Test
    void closeTheirSocketWhenTheFactoryThrows() {
      TestLoop.run(() -> {
        var socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(LOOPBACK);
        var failure = new IOException("no file of protocols");

        assertThatThrownBy(() ->
                await(
                    getRunningLoop()
                        .createDatagramEndpoint(
                            () -> {
                              throw Sneaky.<RuntimeException>unchecked(failure);
                            },
                            socket)))
            .isSameAs(failure);
        assertThat(socket.isOpen()).isFalse();
      });
    }

    @Test
    void areReportedAndClosedWhenConnectionMadeThrows() {
      try (var test = new TestLoop()) {
        var failure = new IllegalStateException("cannot begin");
        var endpoint =
            new Recording() {
              @Override
              public void connectionMade(BaseTransport transport) {
                super.connectionMade(transport);
                throw failure;
              }
            };
        test.complete(Coroutine.of(() -> open(endpoint, LOOPBACK, null).awaitLost()));

        assertThat(endpoint.cause).isSameAs(failure);
        assertThat(test.takeReports())
            .extracting(ExceptionContext::message)
            .containsExactly("Fatal error: protocol.connectionMade() call failed.");
      }
    }

    @Test
    void areClosedWithTheirLoop() throws IOException {
      var socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(LOOPBACK);
      try (var log = new CapturedLog()) {
        TestLoop.run(() -> await(getRunningLoop().createDatagramEndpoint(Recording::new, socket)));

        assertThat(log.records())
            .anyMatch(record -> record.getMessage().contains("unclosed UdpTransport["));
      }
      assertThat(socket.isOpen()).isFalse();
    }
  }

  @Nested
  class Addresses {

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_noaddr_nofamily")
    void addressOrFamilyMustBeGiven() {
      TestLoop.run(() -> {
        assertThatThrownBy(() -> open(new Recording(), null, null))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("a local or a remote address or a family expected");

        var ipv4 = DatagramOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET);
        close(open(new Recording(), null, null, ipv4));
      });
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_matching_family")
    void mustBeOfOneFamily() {
      TestLoop.run(() -> {
        assertThatThrownBy(() -> open(new Recording(), LOOPBACK, Peer.address("::1", 9)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("no addresses of one family");
      });
    }

    @Test
    void mustBeOfTheInternet() {
      TestLoop.run(() -> {
        var unix = java.net.UnixDomainSocketAddress.of("socket");
        assertThatThrownBy(() -> open(new Recording(), unix, null))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("not an address of a host and a port: socket");
      });
    }

    @Test
    void areLookedUp() {
      TestLoop.run(() -> {
        var ipv4 = DatagramOptions.DEFAULTS.withFamily(StandardProtocolFamily.INET);
        var name = InetSocketAddress.createUnresolved("localhost", 0);
        var endpoint = open(new Recording(), name, null, ipv4);

        assertThat(((InetSocketAddress) endpoint.address()).getHostString())
            .isEqualTo(Peer.LOOPBACK);
        close(endpoint);
      });
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_addrinfo")
    void unknownHostIsNamed() {
      TestLoop.run(() -> {
        var name = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
        assertThatThrownBy(() -> open(new Recording(), name, null))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot resolve no-such-host.invalid");
      });
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_cant_bind")
    void addressInUseIsNamed() {
      TestLoop.run(() -> {
        var first = open(new Recording(), LOOPBACK, null);
        var taken = (InetSocketAddress) first.address();

        assertThatThrownBy(() -> open(new Recording(), taken, null))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage(
                "cannot open a datagram endpoint from 127.0.0.1:%d to any: Address already in use"
                    .formatted(taken.getPort()))
            .hasCauseInstanceOf(BindException.class);
        close(first);
      });
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_connect_err")
    void forbiddenRemoteAddressIsNamed() {
      TestLoop.run(() -> {
        // which takes SO_BROADCAST
        assertThatThrownBy(() -> open(new Recording(), null, Peer.address("255.255.255.255", 9)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("to 255.255.255.255:9: ");
      });
    }
  }

  @Nested
  class Options {

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sockopts")
    void areOffUnlessAskedFor() {
      TestLoop.run(() -> {
        var plainEndpoint = open(new Recording(), LOOPBACK, null);
        var plain = socket(plainEndpoint);
        var options = DatagramOptions.DEFAULTS.withReusePort(true).withAllowBroadcast(true);
        var endpoint = open(new Recording(), LOOPBACK, null, options);
        var special = socket(endpoint);

        assertThat(plain.getOption(StandardSocketOptions.SO_REUSEADDR)).isFalse();
        assertThat(plain.getOption(StandardSocketOptions.SO_REUSEPORT)).isFalse();
        assertThat(plain.getOption(StandardSocketOptions.SO_BROADCAST)).isFalse();
        assertThat(special.getOption(StandardSocketOptions.SO_REUSEADDR)).isFalse();
        assertThat(special.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();
        assertThat(special.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();

        close(plainEndpoint, endpoint, open(new Recording(), endpoint.address(), null, options));
      });
    }

    private static java.nio.channels.NetworkChannel socket(Recording endpoint) {
      return Objects.requireNonNull(endpoint.transport().getExtraInfo(ExtraInfo.SOCKET));
    }

    @Test
    @Mirrors(
        "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_allow_broadcast")
    void broadcastLeavesTheEndpointUnconnected() {
      TestLoop.run(() -> {
        var server = open(new Shouting(), LOOPBACK, null);
        var options = DatagramOptions.DEFAULTS.withAllowBroadcast(true);
        var client = open(new Recording(), null, server.address(), options);
        assertThat(client.transport().getExtraInfo(ExtraInfo.PEERNAME)).isNull();

        client.transport().sendto(bytes("hello"));

        client.awaitDatagram("HELLO");
        close(client, server);
      });
    }

    @Test
    void joinAMulticastGroup() throws IOException {
      var loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(Peer.LOOPBACK));
      var group = InetAddress.ofLiteral("239.1.2.3");
      TestLoop.run(() -> {
        var options = DatagramOptions.DEFAULTS.withGroup(group, loopback);
        var member = open(new Recording(), Peer.address("0.0.0.0", 0), null, options);
        var sender = open(new Recording(), LOOPBACK, null);
        Objects.requireNonNull(sender.transport().getExtraInfo(ExtraInfo.SOCKET))
            .setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        int port = ((InetSocketAddress) member.address()).getPort();

        sender.transport().sendto(bytes("to all"), new InetSocketAddress(group, port));

        member.awaitDatagram("to all");
        close(member, sender);
      });
    }

    @Test
    void refuseAGroupThatIsNone() throws IOException {
      var address = InetAddress.ofLiteral(Peer.LOOPBACK);
      var loopback = NetworkInterface.getByInetAddress(address);

      assertThatThrownBy(() -> DatagramOptions.DEFAULTS.withGroup(address, loopback))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no multicast address: 127.0.0.1");
      assertThatThrownBy(() -> DatagramOptions.DEFAULTS.withFamily(StandardProtocolFamily.UNIX))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
