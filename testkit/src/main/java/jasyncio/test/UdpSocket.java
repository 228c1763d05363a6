package jasyncio.test;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A simulated datagram socket: datagrams may be lost, and may be overtaken. Loop thread only.
final class UdpSocket extends DatagramChannel implements SimulatedSocket {
  private static final int MOST_BYTES = 65_507; // of a datagram, by the protocol
  private static final int MOST_WAITING = 1_000;

  @SuppressWarnings("ArrayRecordComponent") // bytes under way, not a value to compare
  private record Packet(byte[] data, InetSocketAddress from) {}

  private final Host host;
  private final SocketSettings settings;
  private final ArrayDeque<Packet> waiting = new ArrayDeque<>();
  private @Nullable InetSocketAddress remote;
  private boolean unreachable;
  private boolean vanished;

  UdpSocket(SelectorProvider provider, Host host) {
    super(provider);
    this.host = host;
    this.settings = new SocketSettings(host);
    host.add(this);
  }

  private Network network() {
    return host.network();
  }

  @Override
  public DatagramChannel bind(@Nullable SocketAddress local) throws IOException {
    checkOpen();
    settings.bind(local);
    for (SimulatedSocket socket : host.sockets()) {
      if (socket != this
          && socket instanceof UdpSocket other
          && settings.collidesWith(other.settings)) {
        throw new BindException("Address already in use");
      }
    }
    return this;
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    checkOpen();
    InetSocketAddress target = SocketSettings.inet(remote);
    this.remote = target;
    bindIfUnbound();
    settings.connect(target);
    return this;
  }

  private void bindIfUnbound() throws BindException {
    if (settings.local() == null) {
      settings.bind(null);
    }
  }

  @Override
  public DatagramChannel disconnect() {
    remote = null;
    return this;
  }

  // Sending

  @Override
  public int write(ByteBuffer data) throws IOException {
    if (remote == null) {
      throw new NotYetConnectedException();
    }
    return send(data, remote);
  }

  @Override
  public int send(ByteBuffer data, SocketAddress target) throws IOException {
    checkUsable();
    int size = data.remaining();
    if (size > MOST_BYTES) {
      throw new SocketException("Message too long");
    }
    bindIfUnbound();
    byte[] bytes = new byte[size];
    data.get(bytes);
    send(bytes, SocketSettings.inet(target));
    return size;
  }

  private void send(byte[] data, InetSocketAddress target) throws BindException {
    Host other = network().at(target.getAddress(), host);
    if (other == null || network().link(host, other).losesPacket()) {
      return;
    }
    int port = Objects.requireNonNull(settings.local()).getPort();
    var packet = new Packet(data, new InetSocketAddress(Network.towards(target, host), port));
    network()
        .later(network().travelTime(host, other, data.length), () -> arrive(packet, other, target));
  }

  private void arrive(Packet packet, Host other, InetSocketAddress target) {
    if (!network().isOpen(host, other)) {
      return;
    }
    for (SimulatedSocket socket : other.sockets()) {
      if (socket instanceof UdpSocket udp && udp.settings.receives(target)) {
        udp.take(packet);
        return;
      }
    }
    if (remote != null) {
      network().later(network().travelTime(other, host, 0), () -> unreachable = true);
    }
  }

  private void take(Packet packet) {
    boolean expected = remote == null || remote.equals(packet.from());
    if (expected && waiting.size() < MOST_WAITING) {
      waiting.add(packet);
    }
  }

  // Receiving

  @Override
  public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
    checkUsable();
    Packet packet = waiting.poll();
    if (packet == null) {
      return null;
    }
    target.put(packet.data(), 0, Math.min(packet.data().length, target.remaining()));
    return packet.from();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int before = target.position();
    return receive(target) == null ? 0 : target.position() - before;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException("scattering reads are not simulated");
  }

  @Override
  public long write(ByteBuffer[] pieces, int offset, int length) {
    throw new UnsupportedOperationException("gathering writes are not simulated");
  }

  @Override
  public int readyOps() {
    boolean readable = !waiting.isEmpty() || unreachable || vanished;
    return SelectionKey.OP_WRITE | (readable ? SelectionKey.OP_READ : 0);
  }

  // The end

  private void checkUsable() throws IOException {
    checkOpen();
    if (vanished) {
      throw new SocketException("Host " + host + " crashed");
    }
    if (unreachable) {
      unreachable = false;
      throw new PortUnreachableException();
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int localPort() {
    return settings.localPort();
  }

  @Override
  public void vanish() {
    vanished = true;
    waiting.clear();
  }

  @Override
  protected void implCloseSelectableChannel() {
    host.remove(this);
  }

  @Override
  protected void implConfigureBlocking(boolean block) {}

  // Facts

  @Override
  public boolean isConnected() {
    return remote != null;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    checkOpen();
    return settings.local();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    checkOpen();
    return remote;
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) {
    settings.set(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    return settings.get(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return settings.known();
  }

  @Override
  public DatagramSocket socket() {
    throw new UnsupportedOperationException("a simulated socket has no other face");
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface by) {
    throw new UnsupportedOperationException("multicast is not simulated");
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface by, InetAddress source) {
    return join(group, by);
  }

  @Override
  public String toString() {
    return "UdpSocket[%s %s -> %s]".formatted(host, settings.local(), remote);
  }
}
