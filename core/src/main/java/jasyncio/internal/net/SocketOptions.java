package jasyncio.internal.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

/// The set-up of sockets.
public final class SocketOptions {
  private SocketOptions() {}

  /// Sets a stream socket up for a transport. Options that only TCP has do not concern a Unix
  /// socket.
  static void prepare(SocketChannel channel, boolean keepAlive) throws IOException {
    channel.configureBlocking(false);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (keepAlive) {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
    }
  }

  /// Lets several sockets be bound to one address.
  ///
  /// @throws IllegalArgumentException if the system cannot
  static void reusePort(NetworkChannel channel) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException("this system has no SO_REUSEPORT for " + channel, e);
    }
  }
}
