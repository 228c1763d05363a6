package jasyncio;

/// A protocol over a stream of bytes, such as a TCP connection.
///
/// After `connectionMade` come any number of `dataReceived`, at most one `eofReceived`, and
/// `connectionLost`. How the bytes are cut into pieces means nothing. Mirrors `asyncio.Protocol`.
///
/// @see BufferedProtocol
public interface Protocol extends BaseProtocol {

  /// Some bytes arrived. Mirrors `data_received`.
  ///
  /// @param data at least one byte; the array belongs to the protocol
  default void dataReceived(byte[] data) {}

  /// The peer will send no more. Mirrors `eof_received`.
  ///
  /// @return whether to keep the connection open for writing; `false`, the default, closes it once
  ///   what is queued is sent
  default boolean eofReceived() {
    return false;
  }
}
