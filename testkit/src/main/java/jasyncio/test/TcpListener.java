package jasyncio.test;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listening socket of the simulated network. Loop thread only.
final class TcpListener extends ServerSocketChannel implements SimulatedSocket {
  private static final int USUAL_BACKLOG = 50; // as in the JDK

  private final Host host;
  private final SocketSettings settings;
  private final ArrayDeque<TcpSocket> waiting = new ArrayDeque<>();
  private int backlog = USUAL_BACKLOG;

  TcpListener(SelectorProvider provider, Host host) {
    super(provider);
    this.host = host;
    this.settings = new SocketSettings(host);
    host.add(this);
  }

  /// The socket that listens for `target` on `host`; null if there is none.
  static @Nullable TcpListener at(Host host, InetSocketAddress target) {
    for (SimulatedSocket socket : host.sockets()) {
      if (socket instanceof TcpListener listener && listener.settings.receives(target)) {
        return listener;
      }
    }
    return null;
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    checkOpen();
    settings.bind(local);
    for (SimulatedSocket socket : host.sockets()) {
      if (socket != this
          && socket instanceof TcpListener other
          && settings.collidesWith(other.settings)) {
        throw new BindException("Address already in use");
      }
    }
    this.backlog = backlog > 0 ? backlog : USUAL_BACKLOG;
    return this;
  }

  boolean isFull() {
    return waiting.size() >= backlog;
  }

  void take(TcpSocket connection) {
    waiting.add(connection);
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    checkOpen();
    if (settings.local() == null) {
      throw new NotYetBoundException();
    }
    return waiting.poll();
  }

  @Override
  public int readyOps() {
    return waiting.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
  }

  @Override
  public int localPort() {
    return settings.localPort();
  }

  @Override
  public void vanish() {
    waiting.clear();
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    host.remove(this);
    for (TcpSocket connection : waiting) {
      connection.sendReset();
      connection.close();
    }
    waiting.clear();
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  protected void implConfigureBlocking(boolean block) {}

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
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
  public ServerSocket socket() {
    throw new UnsupportedOperationException("a simulated socket has no other face");
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    checkOpen();
    return settings.local();
  }

  @Override
  public String toString() {
    return "TcpListener[%s %s]".formatted(host, settings.local());
  }
}
