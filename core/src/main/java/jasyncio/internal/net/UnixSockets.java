package jasyncio.internal.net;

import jasyncio.ConnectOptions;
import jasyncio.ServerOptions;
import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The binding and connecting of Unix stream sockets. After that they are the same as TCP's.
public final class UnixSockets {
  // Linux refuses a connection for which the backlog has no room, where TCP would wait.
  private static final String BACKLOG_FULL = "Resource temporarily unavailable";
  private static final Duration PAUSE_WHILE_BACKLOG_FULL = Duration.ofMillis(5);

  private UnixSockets() {}

  /// Suspends the current task until connected to the server at `path`.
  static OutgoingConnection connect(TransportContext context, Path path, ConnectOptions options) {
    try {
      return connect(context, UnixDomainSocketAddress.of(path), options.connectTimeout());
    } catch (IOException e) {
      boolean exists = OutsideTask.call(() -> Files.exists(path));
      IOException cause = exists ? e : missing(path, e);
      throw new UncheckedIOException(
          "cannot connect to " + path + ": " + ChannelErrors.reason(e), cause);
    }
  }

  private static OutgoingConnection connect(
      TransportContext context, SocketAddress server, @Nullable Duration timeout)
      throws IOException {
    long start = context.loop().time();
    while (true) {
      var connection = OutgoingConnection.to(context, server);
      try {
        connection.connect(List.of(), false, timeout);
        return connection;
      } catch (SocketException e) {
        if (!BACKLOG_FULL.equals(e.getMessage())) {
          throw e;
        }
      }
      if (timeout != null && context.loop().time() - start >= Durations.nanos(timeout)) {
        throw new SocketTimeoutException("backlog full for " + timeout);
      }
      Await.sleep(PAUSE_WHILE_BACKLOG_FULL);
    }
  }

  private static IOException missing(Path path, IOException cause) {
    var missing = new NoSuchFileException(path.toString());
    missing.initCause(cause);
    return missing;
  }

  /// `socket`, if it is of the Unix family.
  ///
  /// @throws IllegalArgumentException if it is not
  static SocketChannel checked(SocketChannel socket) throws IOException {
    check(socket, socket.getRemoteAddress());
    return socket;
  }

  private static void check(NetworkChannel socket, @Nullable SocketAddress address) {
    if (!(address instanceof UnixDomainSocketAddress)) {
      throw new IllegalArgumentException("a connected or bound Unix socket expected: " + socket);
    }
  }

  /// Binds a socket to `path`.
  static Listener bind(TransportContext context, Path path, ServerOptions options)
      throws IOException {
    if (options.reuseAddress()) {
      OutsideTask.run(() -> SocketFile.removeStale(path));
    }
    var channel = open(context.provider());
    try {
      channel.bind(UnixDomainSocketAddress.of(path), Math.max(1, options.backlog()));
      return listener(context, channel, options);
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
  }

  private static ServerSocketChannel open(SelectorProvider provider) throws IOException {
    try {
      return provider.openServerSocketChannel(StandardProtocolFamily.UNIX);
    } catch (UnsupportedOperationException e) {
      throw new IOException("this machine has no Unix sockets", e);
    }
  }

  /// Takes over a socket that is bound already.
  ///
  /// @throws IllegalArgumentException if it is not, or not of the Unix family
  static Listener listener(
      TransportContext context, ServerSocketChannel channel, ServerOptions options)
      throws IOException {
    check(channel, channel.getLocalAddress());
    Listener listener = Listener.of(context, channel);
    Path path = ((UnixDomainSocketAddress) listener.address()).getPath();
    if (options.cleanupSocket()) {
      listener.removeAtClose(OutsideTask.call(() -> SocketFile.at(path)));
    }
    return listener;
  }
}
