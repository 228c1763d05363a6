package jasyncio.test;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One end of a simulated connection. Loop thread only.
///
/// | state | entered by |
/// |---|---|
/// | NEW | construction |
/// | CONNECTING | `connect`; the peer exists as soon as its host has received the request |
/// | CONNECTED | `finishConnect`; at the accepting end, construction |
///
/// A failure is kept and thrown by the next call of any method.
final class TcpSocket extends SocketChannel implements SimulatedSocket {
  private enum State {
    NEW,
    CONNECTING,
    CONNECTED
  }

  // as on Linux: 1, 2, 4 … seconds between attempts, the last of which has 64
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(64);

  private final Host host;
  private final SocketSettings settings;
  private @Nullable InetSocketAddress remote;
  private @Nullable TcpSocket peer;
  private @Nullable Flow in;
  private @Nullable Flow out;
  private @Nullable IOException failure;
  private State state = State.NEW;
  private boolean answered;
  private boolean vanished;
  private boolean inputShut;
  private boolean outputShut;

  TcpSocket(SelectorProvider provider, Host host) {
    super(provider);
    this.host = host;
    this.settings = new SocketSettings(host);
    host.add(this);
  }

  Host host() {
    return host;
  }

  private Network network() {
    return host.network();
  }

  // Connecting

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    checkOpen();
    if (isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    if (state != State.NEW) {
      throw new AlreadyConnectedException();
    }
    InetSocketAddress target = SocketSettings.inet(address);
    Host other = network().at(target.getAddress(), host);
    if (other == null || !host.isUp()) {
      throw new NoRouteToHostException(
          host.isUp() ? "No simulated host has " + target.getAddress() : host + " is down");
    }
    remote = target;
    state = State.CONNECTING;
    takeLocalAddress(target);
    callOn(other, FIRST_RETRY);
    return false;
  }

  private void takeLocalAddress(InetSocketAddress target) throws BindException {
    InetSocketAddress bound = settings.local();
    int port = bound == null ? host.ephemeralPort() : bound.getPort();
    settings.local(new InetSocketAddress(Network.towards(target, host), port));
  }

  private void callOn(Host other, Duration retry) {
    if (network().link(host, other).losesPacket()) {
      callAgain(other, retry);
    } else {
      network().later(network().travelTime(host, other, 0), () -> arriveAt(other, retry));
    }
  }

  private void callAgain(Host other, Duration retry) {
    network()
        .later(
            retry.toNanos(),
            () -> {
              if (retry.compareTo(LAST_RETRY) >= 0) {
                fail(new ConnectException("Connection timed out"));
              } else if (isOpen() && failure == null) {
                callOn(other, retry.multipliedBy(2));
              }
            });
  }

  private void arriveAt(Host other, Duration retry) {
    InetSocketAddress target = Objects.requireNonNull(remote);
    if (!network().isOpen(host, other)) {
      callAgain(other, retry);
      return;
    }
    TcpListener listener = TcpListener.at(other, target);
    if (listener == null) {
      answer(other, () -> fail(new ConnectException("Connection refused")));
    } else if (listener.isFull()) {
      callAgain(other, retry);
    } else {
      var accepted = new TcpSocket(provider(), other);
      join(accepted);
      listener.take(accepted);
      answer(other, this::answered);
    }
  }

  private void join(TcpSocket accepted) {
    peer = accepted;
    in = new Flow(accepted, this);
    out = new Flow(this, accepted);
    accepted.peer = this;
    accepted.in = out;
    accepted.out = in;
    accepted.remote = settings.local();
    accepted.settings.local(Objects.requireNonNull(remote));
    accepted.state = State.CONNECTED;
  }

  private void answer(Host other, Runnable answer) {
    network().later(network().travelTime(other, host, 0), answer);
  }

  private void answered() {
    if (isAlive()) {
      answered = true;
    } else {
      sendReset();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    checkOpen();
    if (state == State.NEW) {
      throw new NoConnectionPendingException();
    }
    throwFailure();
    if (answered) {
      state = State.CONNECTED;
    }
    return state == State.CONNECTED;
  }

  @Override
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  @Override
  public boolean isConnectionPending() {
    return state == State.CONNECTING;
  }

  // Bytes

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkConnected();
    throwFailure();
    return inputShut ? -1 : Objects.requireNonNull(in).read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      int got = read(targets[i]);
      if (got < 0) {
        return count == 0 ? -1 : count;
      }
      count += got;
    }
    return count;
  }

  @Override
  public int write(ByteBuffer data) throws IOException {
    checkConnected();
    throwFailure();
    if (outputShut) {
      throw new ClosedChannelException();
    }
    return Objects.requireNonNull(out).write(data);
  }

  @Override
  public long write(ByteBuffer[] pieces, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += write(pieces[i]);
    }
    return count;
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    checkConnected();
    inputShut = true;
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    checkConnected();
    throwFailure();
    outputShut = true;
    Objects.requireNonNull(out).end();
    return this;
  }

  @Override
  public int readyOps() {
    return switch (state) {
      case NEW -> 0;
      case CONNECTING -> answered || failure != null ? SelectionKey.OP_CONNECT : 0;
      case CONNECTED ->
          (isReadable() ? SelectionKey.OP_READ : 0) | (isWritable() ? SelectionKey.OP_WRITE : 0);
    };
  }

  private boolean isReadable() {
    return failure != null || inputShut || Objects.requireNonNull(in).isReadable();
  }

  private boolean isWritable() {
    return failure != null || outputShut || Objects.requireNonNull(out).hasRoom();
  }

  // The end

  /// Returns whether its host knows of the connection.
  boolean isAlive() {
    return isOpen() && failure == null;
  }

  /// Returns whether it vanished with its host, so that its unsent data are not sent again.
  boolean isVanished() {
    return vanished;
  }

  void fail(IOException cause) {
    if (isAlive()) {
      failure = cause;
    }
  }

  /// Tells the peer that the connection does not exist here.
  void sendReset() {
    TcpSocket peer = this.peer;
    if (peer != null) {
      network()
          .later(
              network().travelTime(host, peer.host, 0),
              () -> {
                if (network().isOpen(host, peer.host)) {
                  peer.fail(new IOException("Connection reset by peer"));
                }
              });
    }
  }

  /// Returns whether it is an end of a connection between the two.
  boolean connects(Host one, Host other) {
    return peer != null
        && ((host == one && peer.host == other) || (host == other && peer.host == one));
  }

  void reset() {
    fail(new IOException("Connection reset"));
  }

  @Override
  public int localPort() {
    return settings.localPort();
  }

  @Override
  public void vanish() {
    fail(new IOException("Host " + host + " crashed"));
    vanished = true;
  }

  @Override
  protected void implCloseSelectableChannel() {
    host.remove(this);
    Flow in = this.in;
    Flow out = this.out;
    if (in == null || out == null || failure != null) {
      return;
    }
    if (state == State.CONNECTING || in.hasUnread()) {
      sendReset(); // as systems do: the peer must not believe that this was read
    } else {
      out.end();
    }
    in.drop();
  }

  private void throwFailure() throws IOException {
    IOException failure = this.failure;
    if (failure instanceof ConnectException) {
      throw new ConnectException(failure.getMessage());
    } else if (failure != null) {
      throw new IOException(failure.getMessage());
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void checkConnected() throws ClosedChannelException {
    checkOpen();
    if (state != State.CONNECTED) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  protected void implConfigureBlocking(boolean block) {}

  // Facts

  @Override
  public SocketChannel bind(@Nullable SocketAddress local) throws IOException {
    checkOpen();
    settings.bind(local);
    return this;
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) {
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
  public Socket socket() {
    throw new UnsupportedOperationException("a simulated socket has no other face");
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    checkOpen();
    return settings.local();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    checkOpen();
    return state == State.CONNECTED ? remote : null;
  }

  @Override
  public String toString() {
    return "TcpSocket[%s %s -> %s, %s]"
        .formatted(host, settings.local(), remote, isOpen() ? state : "closed");
  }
}
