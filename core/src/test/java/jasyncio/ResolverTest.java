package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The look-up of names for a loop.
class ResolverTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral(Peer.LOOPBACK);

  private final List<String> asked = new ArrayList<>();

  private Coroutine<List<InetAddress>> answer(String host, InetAddress... addresses) {
    return () -> {
      asked.add(host);
      return List.of(addresses);
    };
  }

  @Test
  void isAskedForNames() {
    TestLoop.run(() -> {
      getRunningLoop().setResolver(host -> answer(host, LOOPBACK));
      try (var listener = Peer.listen();
          var _ = await(openConnection("db", listener.getLocalPort()))) {
        assertThat(asked).containsExactly("db");
      }
    });
  }

  @Test
  void isNotAskedForNumbers() {
    TestLoop.run(() -> {
      getRunningLoop().setResolver(host -> answer(host));
      try (var listener = Peer.listen();
          var _ = await(openConnection(Peer.LOOPBACK, listener.getLocalPort()))) {
        assertThat(asked).isEmpty();
      }
    });
  }

  @Test
  void mayUseTheSystems() {
    TestLoop.run(() -> {
      var loop = getRunningLoop();
      Resolver system = loop.getResolver();
      Resolver own = host -> host.equals("db") ? answer(host, LOOPBACK) : system.lookUp(host);
      loop.setResolver(own);
      assertThat(loop.getResolver()).isSameAs(own);

      assertThat(await(own.lookUp("localhost"))).contains(LOOPBACK);
      assertThat(asked).isEmpty();

      loop.setResolver(null);
      assertThat(loop.getResolver()).isSameAs(system);
    });
  }

  @Test
  @SuppressWarnings("NullAway") // as from code without null checks
  void mayNotGiveNull() {
    TestLoop.run(() -> {
      Resolver none = _ -> () -> null;
      Resolver one = _ -> () -> Arrays.asList(LOOPBACK, null);
      for (Resolver resolver : List.of(none, one)) {
        getRunningLoop().setResolver(resolver);
        assertThatThrownBy(() -> await(openConnection("db", 1)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("a list of addresses expected of " + resolver);
      }
    });
  }

  @Test
  void failsByNamingTheHost() {
    TestLoop.run(() -> {
      Resolver failing =
          host ->
              () -> {
                throw new UnknownHostException("never heard of " + host);
              };
      for (Resolver resolver : List.of(failing, host -> answer(host))) {
        getRunningLoop().setResolver(resolver);
        assertThatThrownBy(() -> await(openConnection("db", 1)))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith("cannot resolve db: ")
            .hasCauseInstanceOf(UnknownHostException.class);
      }
    });
  }

  @Test
  void mayGiveSeveralAddressesOfWhichOneThatIsSilentCostsLittle() {
    TestLoop.run(() -> {
      // no server answers there: the address is reserved for documentation (RFC 5737)
      InetAddress silent = InetAddress.ofLiteral("192.0.2.1");
      getRunningLoop().setResolver(host -> answer(host, silent, LOOPBACK));
      try (var listener = Peer.listen()) {
        long start = getRunningLoop().time();

        try (var connection = await(openConnection("db", listener.getLocalPort()))) {
          assertThat(connection.writer().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(listener.getLocalSocketAddress());
        }

        long took = getRunningLoop().time() - start;
        assertThat(took).isLessThanOrEqualTo(millis(250).toNanos());
      }
    });
  }
}
