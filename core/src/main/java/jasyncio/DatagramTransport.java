package jasyncio;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A transport that sends and receives datagrams: a UDP socket. Mirrors
/// `asyncio.DatagramTransport`.
///
/// Its protocol is a [DatagramProtocol]. Nothing says whether a datagram arrives; a queue only
/// forms while the system takes no more. Beyond asyncio, receiving can be paused, as with a stream:
/// what does not fit into the system's buffer meanwhile is lost.
public interface DatagramTransport extends ReadTransport, FlowControl {

  /// As [#sendto(byte\[\], SocketAddress)], to the remote address that the endpoint was made with.
  ///
  /// @throws IllegalArgumentException if it was made without
  default void sendto(byte[] data) {
    sendto(data, null);
  }

  /// Sends one datagram. Mirrors `transport.sendto`.
  ///
  /// It may be empty, but not if the endpoint is connected to a remote address: the JDK drops that,
  /// which is told as an error. It is sent or copied before the call returns, so that the array can
  /// be used again. What goes wrong is told to [DatagramProtocol#errorReceived]; once the transport
  /// is closed, datagrams are dropped, and the fifth time a warning is logged.
  ///
  /// @param to where to; `null` for the remote address that the endpoint was made with
  /// @throws IllegalArgumentException if `to` is none, or not the one that the endpoint is bound to
  ///   send to, or not resolved or of a family that this socket cannot reach
  default void sendto(byte[] data, @Nullable SocketAddress to) {
    sendto(ByteBuffer.wrap(data), to);
  }

  /// As [#sendto(byte\[\], SocketAddress)], with the remaining bytes of `data`.
  void sendto(ByteBuffer data, @Nullable SocketAddress to);
}
