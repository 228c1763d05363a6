package jasyncio;

import java.io.IOException;
import java.net.SocketAddress;

/// A protocol over datagrams.
///
/// After `connectionMade`, with a [DatagramTransport], come any number of `datagramReceived` and
/// `errorReceived`, and `connectionLost` at the end. Mirrors `asyncio.DatagramProtocol`.
///
/// An exception thrown by these two callbacks goes to the loop's exception handler, and the
/// endpoint stays open: one bad datagram must not stop the traffic of all other peers.
public interface DatagramProtocol extends BaseProtocol {

  /// Called when a datagram has arrived. Mirrors `datagram_received`.
  ///
  /// @param data the content, possibly empty; the array belongs to the protocol
  /// @param from the address of the sender
  default void datagramReceived(byte[] data, SocketAddress from) {}

  /// Called when a datagram could not be sent or received; the endpoint stays open. Mirrors
  /// `error_received`.
  ///
  /// An endpoint with a remote address is also told here that nothing listens there: by a
  /// [java.net.PortUnreachableException] some time after sending.
  ///
  /// @param cause the system's error
  default void errorReceived(IOException cause) {}
}
