package jasyncio;

import java.io.IOException;
import java.net.SocketAddress;

/// A protocol over datagrams.
///
/// After `connectionMade`, with a [DatagramTransport], come any number of `datagramReceived` and
/// `errorReceived`, and `connectionLost` at the end. Mirrors `asyncio.DatagramProtocol`.
///
/// What these two callbacks throw goes to the loop's exception handler, and the endpoint lives on:
/// one bad datagram must not silence those of everybody else.
public interface DatagramProtocol extends BaseProtocol {

  /// A datagram arrived. Mirrors `datagram_received`.
  ///
  /// @param data what it holds, maybe nothing; the array belongs to the protocol
  /// @param from who sent it
  default void datagramReceived(byte[] data, SocketAddress from) {}

  /// A datagram could not be sent or received; the endpoint lives on. Mirrors `error_received`.
  ///
  /// An endpoint with a remote address hears here, too, that nobody receives there: by a
  /// [java.net.PortUnreachableException] some time after sending.
  ///
  /// @param cause what the system said
  default void errorReceived(IOException cause) {}
}
