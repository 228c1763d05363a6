package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `getaddrinfo` and `getnameinfo`.
class LookUpTest {
  private static final InetSocketAddress LOOPBACK = Peer.address("127.0.0.1", 80);

  @Test
  void digitsAreAnAddressAtOnce() {
    TestLoop.run(() -> {
      var switched = new boolean[1];
      getRunningLoop().callSoon(() -> switched[0] = true);

      assertThat(await(getRunningLoop().getaddrinfo("127.0.0.1", 80))).containsExactly(LOOPBACK);
      assertThat(switched[0]).isFalse();
    });
  }

  @Test
  void aNameHasAddresses() {
    TestLoop.run(() ->
        assertThat(
                await(getRunningLoop().getaddrinfo("localhost", 80, StandardProtocolFamily.INET)))
            .contains(LOOPBACK));
  }

  @Test
  void aFamilyCanBeAskedFor() {
    TestLoop.run(() ->
        assertThatThrownBy(() ->
                await(getRunningLoop().getaddrinfo("127.0.0.1", 80, StandardProtocolFamily.INET6)))
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(UnknownHostException.class));
  }

  @Test
  void aPortIsCheckedAtOnce() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> getRunningLoop().getaddrinfo("localhost", 70_000))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("70000"));
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_getnameinfo")
  void anAddressHasAName() {
    TestLoop.run(() ->
        assertThat(await(getRunningLoop().getnameinfo(LOOPBACK)))
            .isEqualTo(LOOPBACK.getAddress().getCanonicalHostName()));
  }

  @Test
  void anAddressThatIsANameStillIsGivenAsIt() {
    TestLoop.run(() -> {
      var unresolved = InetSocketAddress.createUnresolved("example.invalid", 80);

      assertThat(await(getRunningLoop().getnameinfo(unresolved))).isEqualTo("example.invalid");
    });
  }

  @Test
  void lookingUpCanBeCancelled() {
    TestLoop.run(() -> {
      Task<String> task = createTask(getRunningLoop().getnameinfo(LOOPBACK));
      await(sleep(Duration.ZERO));
      task.cancel();

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    });
  }
}
