package jasyncio.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Mirrors;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Hosts that are numeric addresses.
class HostAddressesTest {

  @Test
  @Mirrors("test_base_events.BaseEventTests.test_ipaddr_info")
  void knowsANumericAddress() {
    assertThat(HostAddresses.parse("127.0.0.1")).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(HostAddresses.parse("::1")).isEqualTo(InetAddress.ofLiteral("::1"));
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ipv6_scope")
  void keepsTheScopeOfAnIpv6Address() {
    var address = (Inet6Address) Objects.requireNonNull(HostAddresses.parse("fe80::1%1"));

    assertThat(address.getScopeId()).isEqualTo(1);
  }

  @Test
  void knowsANameFromIt() {
    assertThat(HostAddresses.parse("localhost")).isNull();
    assertThat(HostAddresses.parse("example.com")).isNull();
    assertThat(HostAddresses.parse("3com.example")).isNull();
    assertThat(HostAddresses.parse("")).isNull();
    assertThat(HostAddresses.parse("1.2.3.4.5")).isNull();
  }
}
