package jasyncio;

import java.nio.ByteBuffer;

/// A protocol over a stream of bytes that brings its own buffer, so that nothing is allocated for
/// what arrives.
///
/// After `connectionMade` come any number of pairs of `getBuffer` and `bufferUpdated`, at most one
/// `eofReceived`, and `connectionLost`. Mirrors `asyncio.BufferedProtocol`.
///
/// @see Protocol
public interface BufferedProtocol extends BaseProtocol {

  /// The buffer that shall take what arrives next. Mirrors `get_buffer`.
  ///
  /// Bytes are put between its position and its limit, and move the position. A buffer without room
  /// is an error that closes the connection.
  ///
  /// @param sizeHint how much room would be good; -1 if the transport has no opinion
  ByteBuffer getBuffer(int sizeHint);

  /// Bytes were put into the buffer that `getBuffer` gave. Mirrors `buffer_updated`.
  ///
  /// @param count how many, at least 1
  default void bufferUpdated(int count) {}

  /// The peer will send no more. Mirrors `eof_received`.
  ///
  /// @return whether to keep the connection open for writing; `false`, the default, closes it once
  ///   what is queued is sent
  default boolean eofReceived() {
    return false;
  }
}
