package jasyncio.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Mirrors;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Which hosts are addresses already.
class ResolverTest {

  @Test
  @Mirrors("test_base_events.BaseEventTests.test_ipaddr_info")
  void knowsANumericAddress() {
    assertThat(Resolver.parse("127.0.0.1")).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(Resolver.parse("::1")).isEqualTo(InetAddress.ofLiteral("::1"));
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ipv6_scope")
  void keepsTheScopeOfAnIpv6Address() {
    var address = (Inet6Address) Objects.requireNonNull(Resolver.parse("fe80::1%1"));

    assertThat(address.getScopeId()).isEqualTo(1);
  }

  @Test
  void knowsANameFromIt() {
    assertThat(Resolver.parse("localhost")).isNull();
    assertThat(Resolver.parse("example.com")).isNull();
    assertThat(Resolver.parse("3com.example")).isNull();
    assertThat(Resolver.parse("")).isNull();
    assertThat(Resolver.parse("1.2.3.4.5")).isNull();
  }
}
