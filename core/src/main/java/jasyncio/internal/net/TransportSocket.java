package jasyncio.internal.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The socket of a transport as programs may see it: all its operations but those that would take
/// it from the transport.
public final class TransportSocket implements NetworkChannel {
  private final NetworkChannel channel;

  TransportSocket(NetworkChannel channel) {
    this.channel = channel;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public <T> NetworkChannel setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /// @throws UnsupportedOperationException always
  @Override
  public NetworkChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException("the socket belongs to its transport: it is bound");
  }

  /// @throws UnsupportedOperationException always
  @Override
  public void close() {
    throw new UnsupportedOperationException(
        "the socket belongs to its transport: close the transport instead");
  }

  @Override
  public String toString() {
    return "TransportSocket[" + channel + "]";
  }
}
