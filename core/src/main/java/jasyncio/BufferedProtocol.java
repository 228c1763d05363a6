package jasyncio;

import java.nio.ByteBuffer;

/// A protocol over a stream of bytes that supplies its own buffer, so that no array is allocated
/// for received data.
///
/// After `connectionMade` come any number of pairs of `getBuffer` and `bufferUpdated`, at most one
/// `eofReceived`, and `connectionLost`. Mirrors `asyncio.BufferedProtocol`.
///
/// @see Protocol
public interface BufferedProtocol extends BaseProtocol {

  /// Returns the buffer for the next bytes. Mirrors `get_buffer`.
  ///
  /// Bytes are put between its position and its limit, and move the position. A buffer without room
  /// is an error that closes the connection.
  ///
  /// @param sizeHint a suggested amount of room; -1 if the transport has no suggestion
  ByteBuffer getBuffer(int sizeHint);

  /// Called after bytes were put into the buffer that `getBuffer` returned. Mirrors
  /// `buffer_updated`.
  ///
  /// @param count the number of bytes, at least 1
  default void bufferUpdated(int count) {}

  /// Called when the peer will send no more. Mirrors `eof_received`.
  ///
  /// @return whether to keep the connection open for writing; `false`, the default, closes it once
  ///   all queued data are sent
  default boolean eofReceived() {
    return false;
  }
}
