package jasyncio;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A transport that sends and receives datagrams: a UDP socket. Mirrors
/// `asyncio.DatagramTransport`.
///
/// Its protocol is a [DatagramProtocol]. UDP does not report whether a datagram arrives; a queue
/// forms only while the system accepts no more. Beyond asyncio, receiving can be paused, as with a
/// stream: datagrams that do not fit into the system's buffer in the meantime are lost.
public interface DatagramTransport extends ReadTransport, FlowControl {

  /// Sends one datagram to the remote address that the endpoint was made with; otherwise like
  /// [#sendto(byte\[\], SocketAddress)].
  ///
  /// @throws IllegalArgumentException if it was made without one
  default void sendto(byte[] data) {
    sendto(data, null);
  }

  /// Sends one datagram. Mirrors `transport.sendto`.
  ///
  /// The datagram may be empty, but not if the endpoint is connected to a remote address: the JDK
  /// drops such a datagram, which is reported as an error. The data are sent or copied before the
  /// call returns, so that the array can be used again. Failures are reported to
  /// [DatagramProtocol#errorReceived]; once the transport is closed, datagrams are dropped, and the
  /// fifth time a warning is logged.
  ///
  /// @param to the receiver's address; `null` for the remote address that the endpoint was made
  ///   with
  /// @throws IllegalArgumentException if there is no address, or `to` is another than the one that
  ///   the endpoint is connected to, or unresolved, or of a family that this socket cannot reach
  default void sendto(byte[] data, @Nullable SocketAddress to) {
    sendto(ByteBuffer.wrap(data), to);
  }

  /// Like [#sendto(byte\[\], SocketAddress)], with the remaining bytes of `data`.
  void sendto(ByteBuffer data, @Nullable SocketAddress to);
}
