package jasyncio.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order in which addresses are tried.
class ConnectorTest {

  private static List<InetSocketAddress> addresses(String... numeric) {
    return Arrays.stream(numeric)
        .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), 80))
        .toList();
  }

  @Test
  void letsTheFamiliesTakeTurns() {
    var found = addresses("::1", "::2", "::3", "127.0.0.1", "127.0.0.2");

    assertThat(Connector.interleaved(found, 1))
        .isEqualTo(addresses("::1", "127.0.0.1", "::2", "127.0.0.2", "::3"));
  }

  @Test
  void triesSomeOfTheFirstFamilyFirst() {
    var found = addresses("127.0.0.1", "127.0.0.2", "127.0.0.3", "::1");

    assertThat(Connector.interleaved(found, 2))
        .isEqualTo(addresses("127.0.0.1", "127.0.0.2", "::1", "127.0.0.3"));
    assertThat(Connector.interleaved(found, 9)).isEqualTo(found);
  }
}
