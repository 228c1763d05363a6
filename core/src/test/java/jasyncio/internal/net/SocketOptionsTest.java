package jasyncio.internal.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Mirrors;
import org.junit.jupiter.api.Test;

/// Options that the system lacks.
class SocketOptionsTest {

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_nosoreuseport",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_soreuseport_only_defined",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_nosoreuseport"
  })
  void cannotReuseAPortWhereTheSystemCannot() {
    assertThatThrownBy(() -> SocketOptions.reusePort(new ScriptedDatagramChannel(false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("this system has no SO_REUSEPORT for ");
  }
}
