package jasyncio.internal.net;

import jasyncio.ServerOptions;
import jasyncio.TimerHandle;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.Rehearsal;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One listening socket of a server. Loop thread only.
public final class Listener {
  // asyncio's constant. The system goes on reporting the connection it cannot give out, so without
  // a pause the loop would spin.
  private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofSeconds(1);

  // The connections that are accepted in one turn. asyncio accepts as many as the backlog; with a
  // large one, timers and the connections that are open already would wait for long.
  private static final int MOST_AT_ONCE = 32;

  private final TransportContext context;
  private final ServerSocketChannel channel;
  private final SocketAddress address;
  private @Nullable SocketFile file;
  private @Nullable TcpServer server;
  private @Nullable Watch watch;
  private @Nullable TimerHandle retry;

  // the server's wish
  private boolean accepting;

  private Listener(TransportContext context, ServerSocketChannel channel) throws IOException {
    this.context = context;
    this.channel = channel;
    this.address = channel.getLocalAddress();
  }

  /// Binds a socket of `family`, or of both if it is null, to `address`.
  static Listener bind(
      TransportContext context,
      InetSocketAddress address,
      @Nullable ProtocolFamily family,
      ServerOptions options)
      throws IOException {
    ServerSocketChannel channel = open(context.provider(), family);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
      if (options.reusePort()) {
        SocketOptions.reusePort(channel);
      }
      // the JDK takes 0 for its own default
      channel.bind(address, Math.max(1, options.backlog()));
      return new Listener(context, channel);
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
  }

  /// Takes over a socket that is bound already.
  ///
  /// @throws IllegalArgumentException if it is not
  static Listener of(TransportContext context, ServerSocketChannel channel) throws IOException {
    if (channel.getLocalAddress() == null) {
      throw new IllegalArgumentException("not bound: " + channel);
    }
    channel.configureBlocking(false);
    return new Listener(context, channel);
  }

  private static ServerSocketChannel open(
      SelectorProvider provider, @Nullable ProtocolFamily family) throws IOException {
    try {
      return family == null
          ? provider.openServerSocketChannel()
          : provider.openServerSocketChannel(family);
    } catch (UnsupportedOperationException e) {
      throw new IOException("this machine has no %s: %s".formatted(family, e.getMessage()), e);
    }
  }

  /// Sets the file of a Unix socket, which is removed at the close.
  void removeAtClose(@Nullable SocketFile file) {
    this.file = file;
  }

  SocketAddress address() {
    return address;
  }

  /// Accepts for `server` from now on.
  void start(TcpServer server) throws IOException {
    Rehearsal.hold();
    this.server = server;
    Watch watch = context.watch(channel, this::acceptReady, () -> {});
    this.watch = watch;
    accepting(true);
  }

  /// Sets whether to accept; else connections wait in the backlog.
  void accepting(boolean wanted) {
    accepting = wanted;
    updateWatch();
  }

  private void updateWatch() {
    if (watch != null) {
      watch.reading(accepting && retry == null);
    }
  }

  /// Accepts the connections that wait, but not too many in one turn, so that those that are open
  /// already have their share.
  private void acceptReady() {
    for (int i = 0; i < MOST_AT_ONCE && accepting; i++) {
      SocketChannel connection = accept();
      if (connection == null) {
        return;
      }
      if (server != null) {
        server.accepted(connection);
      }
    }
  }

  private @Nullable SocketChannel accept() {
    try {
      return channel.accept();
    } catch (IOException e) {
      pause(e);
      return null;
    }
  }

  /// Accepting fails when the process or the system has no descriptors or memory left.
  private void pause(IOException cause) {
    context.report("accept() on " + Addresses.describe(address) + " failed", cause, null, null);
    retry = context.loop().callLater(PAUSE_WITHOUT_RESOURCES, this::resume);
    updateWatch();
  }

  private void resume() {
    retry = null;
    updateWatch();
  }

  void close() {
    if (file != null) { // while the socket still has it, nothing else can get its inode
      OutsideTask.run(file::remove);
    }
    accepting = false;
    if (retry != null) {
      retry.cancel();
    }
    if (watch != null) {
      watch.cancel();
    }
    ChannelErrors.closeQuietly(channel);
  }

  @Override
  public String toString() {
    return Addresses.describe(address);
  }
}
