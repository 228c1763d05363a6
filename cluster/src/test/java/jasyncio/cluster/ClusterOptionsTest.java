package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
  private static final ClusterOptions DEFAULTS = ClusterOptions.DEFAULTS;

  @Test
  void membersBeyondThisMachineNeedAKey() {
    assertThatThrownBy(() -> DEFAULTS.withAddresses("192.0.2.1:7800").place())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "members beyond this machine need a key: "
                + "add .withKey(System.getenv(\"CLUSTER_KEY\"))");
    assertThatThrownBy(() -> DEFAULTS.withDns("jobs.example", 7800, 3).place())
        .hasMessageContaining("need a key");
  }

  @Test
  void aPlaceToListenNeedsOthersToLookFor() {
    assertThatThrownBy(() -> DEFAULTS.withListen("192.0.2.1:7800").place())
        .hasMessage("listens on 192.0.2.1:7800, and nobody to look for: add .withAddresses(…)");
  }

  @Test
  void addressesOfThisMachineNeedNoKey() {
    assertThatCode(() -> DEFAULTS.withAddresses("127.0.0.1:7800", "127.0.0.1:7801").place())
        .doesNotThrowAnyException();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> DEFAULTS.withKey("short"))
        .hasMessage("the key has 5 characters, of 16 at least");
    assertThatThrownBy(() -> DEFAULTS.withAddresses("host")).hasMessage("expected host:port: host");
    assertThatThrownBy(() -> DEFAULTS.withMostInFlight(0)).hasMessage("mostInFlight < 1: 0");
    assertThatThrownBy(() -> DEFAULTS.withLease(Duration.ZERO)).hasMessage("lease < 100 ms: PT0S");
    assertThatThrownBy(() -> DEFAULTS.withAllowed("no class")).hasMessageContaining("no class");
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(DEFAULTS.withKey("0123456789abcdef")).asString().doesNotContain("0123456789abcdef");
  }
}
