package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Connected;
import jasyncio.DatagramOptions;
import jasyncio.DatagramProtocol;
import jasyncio.DatagramTransport;
import jasyncio.Future;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call of `createDatagramEndpoint` while it looks for addresses that go together.
public final class UdpEndpoint {
  private static final String ANY_IPV4 = "0.0.0.0";
  private static final String ANY_IPV6 = "::";

  /// The addresses that one socket is to be bound to and send to.
  private record Pair(InetSocketAddress local, @Nullable InetSocketAddress remote) {}

  private final TransportContext context;
  private final HostAddresses hosts;
  private final @Nullable InetSocketAddress local;
  private final @Nullable InetSocketAddress remote;
  private final DatagramOptions options;

  /// @throws IllegalArgumentException if there is neither an address nor a family, or an address is
  ///   not of the Internet
  UdpEndpoint(
      TransportContext context,
      HostAddresses hosts,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options) {
    this.context = context;
    this.hosts = hosts;
    this.local = inet(local);
    this.remote = inet(remote);
    this.options = options;
    if (local == null && remote == null && options.family() == null) {
      throw new IllegalArgumentException(
          "a local or a remote address or a family expected: all are null");
    }
  }

  private static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
    if (address == null || address instanceof InetSocketAddress) {
      return (InetSocketAddress) address;
    }
    throw new IllegalArgumentException("not an address of a host and a port: " + address);
  }

  /// Suspends the current task until the protocol has heard of the endpoint.
  <P extends DatagramProtocol> Connected<DatagramTransport, P> open(Supplier<P> factory) {
    List<IOException> failures = new ArrayList<>();
    for (Pair pair : pairs()) {
      try {
        return attach(context, factory, open(pair), pair.remote());
      } catch (IOException e) {
        failures.add(e);
      }
    }
    var first = failures.getFirst();
    throw new UncheckedIOException(
        "cannot open a datagram endpoint from %s to %s: %s"
            .formatted(name(local), name(remote), ChannelErrors.reason(first)),
        first);
  }

  private static String name(@Nullable InetSocketAddress address) {
    return address == null ? "any" : Addresses.describe(address);
  }

  /// @throws IllegalArgumentException if no two addresses are of one family
  private List<Pair> pairs() {
    List<@Nullable InetSocketAddress> remotes = new ArrayList<>();
    if (remote == null) {
      remotes.add(null);
    } else {
      remotes.addAll(lookUp(remote));
    }
    List<InetSocketAddress> locals = local == null ? anyLocal(remotes) : lookUp(local);
    List<Pair> pairs = new ArrayList<>();
    for (InetSocketAddress to : remotes) {
      for (InetSocketAddress from : locals) {
        if (to == null || Addresses.family(from) == Addresses.family(to)) {
          pairs.add(new Pair(from, to));
        }
      }
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "no addresses of one family: local " + locals + ", remote " + remotes);
    }
    return pairs;
  }

  private List<InetSocketAddress> lookUp(InetSocketAddress address) {
    if (!address.isUnresolved() && options.family() == null) {
      return List.of(address);
    }
    return hosts.resolve(address.getHostString(), address.getPort(), options.family());
  }

  /// Addresses that the system picks, of each family in question.
  private List<InetSocketAddress> anyLocal(List<@Nullable InetSocketAddress> remotes) {
    StandardProtocolFamily only = options.family();
    return remotes.stream()
        .map(to -> to == null ? only : Addresses.family(to))
        .distinct()
        .map(family -> family == StandardProtocolFamily.INET6 ? ANY_IPV6 : ANY_IPV4)
        .map(host -> new InetSocketAddress(InetAddress.ofLiteral(host), 0))
        .toList();
  }

  private DatagramChannel open(Pair pair) throws IOException {
    DatagramChannel channel = open(context.provider(), Addresses.family(pair.local()));
    try {
      channel.configureBlocking(false);
      if (options.reusePort()) {
        SocketOptions.reusePort(channel);
      }
      if (options.allowBroadcast()) {
        channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      }
      channel.bind(pair.local());
      if (pair.remote() != null && !options.allowBroadcast()) {
        channel.connect(pair.remote());
      }
      for (DatagramOptions.Group group : options.groups()) {
        channel.join(group.address(), group.via());
      }
      return channel;
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
  }

  private static DatagramChannel open(SelectorProvider provider, StandardProtocolFamily family)
      throws IOException {
    try {
      return OutsideTask.call(() -> provider.openDatagramChannel(family)); // it has a cleaner
    } catch (UnsupportedOperationException e) {
      throw new IOException("this machine has no %s: %s".formatted(family, e.getMessage()), e);
    }
  }

  /// Readies a socket that the program made, and gives the address that it is connected to, if any.
  static @Nullable SocketAddress adopt(DatagramChannel channel) throws IOException {
    channel.configureBlocking(false);
    if (channel.getLocalAddress() == null) {
      channel.bind(null);
    }
    return channel.getRemoteAddress();
  }

  /// Hands the socket to a transport, and suspends the current task until the protocol has heard of
  /// it. On any failure, cancellation included, the socket is closed.
  static <P extends DatagramProtocol> Connected<DatagramTransport, P> attach(
      TransportContext context,
      Supplier<P> factory,
      DatagramChannel channel,
      @Nullable SocketAddress remote) {
    P protocol = protocol(factory, channel);
    UdpTransport transport;
    Future<AbstractTransport> ready = context.loop().createFuture("connectionMade", channel);
    try {
      transport = new UdpTransport(context, channel, protocol, remote);
      transport.start(ready);
    } catch (IOException e) {
      ChannelErrors.closeQuietly(channel);
      throw new UncheckedIOException("cannot use " + channel + ": " + ChannelErrors.reason(e), e);
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
    try {
      await(ready);
    } catch (Throwable t) {
      transport.close();
      throw t;
    }
    return new Connected<>(transport, protocol);
  }

  private static <P extends DatagramProtocol> P protocol(
      Supplier<P> factory, DatagramChannel channel) {
    try {
      return factory.get();
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
  }
}
