package jasyncio;

/// A protocol over a stream of bytes, such as a TCP connection.
///
/// After `connectionMade` come any number of `dataReceived`, at most one `eofReceived`, and
/// `connectionLost`. The boundaries between the pieces of data have no meaning. Mirrors
/// `asyncio.Protocol`.
///
/// @see BufferedProtocol
public interface Protocol extends BaseProtocol {

  /// Called when bytes have arrived. Mirrors `data_received`.
  ///
  /// @param data at least one byte; the array belongs to the protocol
  default void dataReceived(byte[] data) {}

  /// Called when the peer will send no more. Mirrors `eof_received`.
  ///
  /// @return whether to keep the connection open for writing; `false`, the default, closes it once
  ///   all queued data are sent
  default boolean eofReceived() {
    return false;
  }
}
