package jasyncio.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

/// Addresses in messages.
class AddressesTest {

  @Test
  void areHostAndPort() {
    var ipv4 = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
    var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);

    assertThat(Addresses.describe(ipv4)).isEqualTo("127.0.0.1:80");
    assertThat(Addresses.describe(ipv6)).isEqualTo("[0:0:0:0:0:0:0:1]:80");
    assertThat(Addresses.describe(InetSocketAddress.createUnresolved("example.com", 80)))
        .isEqualTo("example.com:80");
    assertThat(Addresses.describe(null, 80)).isEqualTo("*:80");
    assertThat(Addresses.describe("", 80)).isEqualTo("*:80");
    assertThat(Addresses.describe(UnixDomainSocketAddress.of("/tmp/x"))).isEqualTo("/tmp/x");
  }

  @Test
  void knowWhetherTheyAreOfThisMachine() {
    assertThat(Addresses.isLocal(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(Addresses.isLocal(InetAddress.ofLiteral("0.0.0.0"))).isTrue();
    assertThat(Addresses.isLocal(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
  }
}
