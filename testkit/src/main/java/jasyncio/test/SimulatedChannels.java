package jasyncio.test;

import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/// A provider of sockets of the simulated network, each for the host whose code makes it.
final class SimulatedChannels extends SelectorProvider {
  private final Network network;

  // the loop's selector; made before any other thread can know of it
  private @Nullable SimulatedSelector selector;

  SimulatedChannels(Network network) {
    this.network = network;
  }

  @Override
  public AbstractSelector openSelector() {
    if (selector != null) {
      throw new UnsupportedOperationException("only the loop selects in a simulation");
    }
    var selector = new SimulatedSelector(this);
    this.selector = selector;
    return selector;
  }

  /// Ends a wait of the loop in real time. Any thread.
  void wakeup() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  @Override
  public SocketChannel openSocketChannel() {
    return new TcpSocket(this, network.here());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) {
    checkFamily(family);
    return openSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() {
    return new TcpListener(this, network.here());
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
    checkFamily(family);
    return openServerSocketChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel() {
    return new UdpSocket(this, network.here());
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    checkFamily(family);
    return openDatagramChannel();
  }

  @Override
  public Pipe openPipe() {
    throw new UnsupportedOperationException("pipes are not simulated");
  }

  private static void checkFamily(ProtocolFamily family) {
    if (family != StandardProtocolFamily.INET) {
      throw new UnsupportedOperationException(family + " is not simulated, only INET is");
    }
  }

  @Override
  public String toString() {
    return "the simulated network (Network.sockets() makes them)";
  }
}
