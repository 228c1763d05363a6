package jasyncio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A transport that sends a stream of bytes. Mirrors `asyncio.WriteTransport`.
public interface WriteTransport extends FlowControl {

  /// Sends `data`, whose array now belongs to the transport and must not be changed any more.
  /// Mirrors `transport.write`.
  ///
  /// Once the connection is lost, which the protocol learns from [BaseProtocol#connectionLost],
  /// data are dropped. The fifth time, a warning is logged.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  void write(byte[] data);

  /// Like [#write(byte\[\])], with the remaining bytes of `data`. They are sent or copied before
  /// the call returns, so that the buffer can be used again.
  default void write(ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    write(copy);
  }

  /// Sends several pieces, in as few system calls as possible. Mirrors `transport.writelines`; like
  /// it, this puts nothing between the pieces.
  ///
  /// This default joins them and calls [#write(byte\[\])] once.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  default void writeLines(Iterable<byte[]> data) {
    var joined = new ByteArrayOutputStream();
    data.forEach(joined::writeBytes);
    write(joined.toByteArray());
  }

  /// Returns whether [#writeEof()] works here. Mirrors `transport.can_write_eof`.
  boolean canWriteEof();

  /// Closes the sending side once all queued data are sent; receiving continues. Calling it again,
  /// or on a closing transport, does nothing. Mirrors `transport.write_eof`.
  ///
  /// @throws UnsupportedOperationException if [#canWriteEof()] is false
  void writeEof();
}
