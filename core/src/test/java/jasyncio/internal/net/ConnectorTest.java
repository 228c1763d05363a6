package jasyncio.internal.net;

import static jasyncio.Asyncio.newEventLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.ConnectOptions;
import jasyncio.EventLoop;
import jasyncio.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order in which addresses are tried, and failures that are none of the network's.
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

  /// A maker of channels that makes none.
  private static final class BrokenProvider extends SelectorProvider {
    private final RuntimeException failure;

    BrokenProvider(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) {
      throw failure;
    }

    @Override
    public DatagramChannel openDatagramChannel() {
      throw failure;
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) {
      throw failure;
    }

    @Override
    public Pipe openPipe() {
      throw failure;
    }

    @Override
    public AbstractSelector openSelector() {
      throw failure;
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
      throw failure;
    }

    @Override
    public SocketChannel openSocketChannel() {
      throw failure;
    }
  }

  /// The failure to connect to a host of two addresses, by a loop that makes no sockets.
  private static Throwable failureOf(RuntimeException bug, ConnectOptions options) {
    var watcher = new ScriptedWatcher();
    watcher.provider = new BrokenProvider(bug);
    try (EventLoop loop = newEventLoop()) {
      var network = new Network(loop, watcher);
      network.resolver(_ ->
          () -> List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2")));
      return catchThrowable(() ->
          loop.runUntilComplete(
              network.connect(() -> new Protocol() {}, "two.example", 80, options)));
    }
  }

  @Test
  void aFailureThatIsNoneOfTheNetworksComesAsItIs() {
    var bug = new IllegalStateException("bug");

    assertThat(failureOf(bug, ConnectOptions.DEFAULTS)).isSameAs(bug);
  }

  @Test
  void aFailureThatIsNoneOfTheNetworksComesAsItIsFromARace() {
    var bug = new IllegalStateException("bug");
    var options = ConnectOptions.DEFAULTS.withHappyEyeballsDelay(Duration.ofSeconds(1));

    assertThat(failureOf(bug, options)).isSameAs(bug);
  }
}
