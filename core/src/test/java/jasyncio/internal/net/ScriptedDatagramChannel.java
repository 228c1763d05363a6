package jasyncio.internal.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A UDP socket that is full, or fails, when a test says so: a real one on this machine never is.
final class ScriptedDatagramChannel extends DatagramChannel {
  static final InetSocketAddress LOCAL = address(1);
  static final InetSocketAddress REMOTE = address(2);

  /// The sent datagrams: the text, and `>` and the port.
  final List<String> sent = new ArrayList<>();

  /// The results of `receive`: texts from [#REMOTE], and failures.
  final Deque<Object> incoming = new ArrayDeque<>();

  boolean full;
  @Nullable Exception failure;
  private final boolean connected;

  /// The failure of making it non-blocking, if not null.
  @Nullable IOException staysBlocking;

  ScriptedDatagramChannel(boolean connected) {
    super(SelectorProvider.provider());
    this.connected = connected;
  }

  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static void raise(Exception failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    throw (RuntimeException) failure;
  }

  @Override
  public int send(ByteBuffer data, SocketAddress target) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (failure != null) {
      raise(failure);
    }
    if (full) {
      return 0;
    }
    int count = data.remaining();
    var text = StandardCharsets.UTF_8.decode(data);
    sent.add(text + ">" + ((InetSocketAddress) target).getPort());
    return count;
  }

  @Override
  public int write(ByteBuffer data) throws IOException {
    return send(data, REMOTE);
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
    var next = incoming.poll();
    if (next instanceof Exception e) {
      raise(e);
    }
    if (next == null) {
      return null;
    }
    target.put(((String) next).getBytes(StandardCharsets.UTF_8));
    return REMOTE;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return LOCAL;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() {
    return connected ? REMOTE : null;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  protected void implCloseSelectableChannel() {}

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    if (staysBlocking != null) {
      throw staysBlocking;
    }
  }

  // operations that no transport uses

  @Override
  public DatagramChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatagramChannel disconnect() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatagramSocket socket() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException("no " + name);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface via) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface via, InetAddress source) {
    throw new UnsupportedOperationException();
  }
}
