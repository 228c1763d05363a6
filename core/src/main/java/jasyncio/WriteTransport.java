package jasyncio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A transport that sends. Mirrors `asyncio.WriteTransport`.
///
/// Writing never waits: what the system does not take at once is queued. Once the queue passes the
/// high-water mark, the protocol is asked to pause ([BaseProtocol#pauseWriting()]), and to go on
/// ([BaseProtocol#resumeWriting()]) once it has drained to the low-water mark. Who ignores this has
/// an unbounded queue.
public interface WriteTransport extends BaseTransport {

  /// The sizes of the queue, in bytes, at which the protocol is paused (`high`, exceeded) and
  /// resumed (`low`, reached).
  record WaterMarks(int low, int high) {
    /// Checks the marks.
    ///
    /// @throws IllegalArgumentException unless `0 <= low <= high`
    public WaterMarks {
      if (low < 0 || high < low) {
        throw new IllegalArgumentException(
            "water marks need 0 <= low <= high: low " + low + ", high " + high);
      }
    }
  }

  /// Sends `data`, whose array now belongs to the transport and must not be changed any more.
  /// Mirrors `transport.write`.
  ///
  /// Once the connection is lost, data are dropped: the protocol has been told by
  /// [BaseProtocol#connectionLost]. The fifth time, a warning is logged.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  void write(byte[] data);

  /// As [#write(byte\[\])], with the remaining bytes of `data`. They are sent or copied before the
  /// call returns, so that the buffer can be used again.
  default void write(ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    write(copy);
  }

  /// Sends several pieces, in as few system calls as possible. Mirrors `transport.writelines`; as
  /// there, nothing is put between the pieces.
  ///
  /// This default joins them and calls [#write(byte\[\])] once.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  default void writeLines(Iterable<byte[]> data) {
    var joined = new ByteArrayOutputStream();
    data.forEach(joined::writeBytes);
    write(joined.toByteArray());
  }

  /// Whether [#writeEof()] works here. Mirrors `transport.can_write_eof`.
  boolean canWriteEof();

  /// Closes the sending side once what is queued is sent; receiving goes on. Repeating it, or a
  /// closing transport, does nothing. Mirrors `transport.write_eof`.
  ///
  /// @throws UnsupportedOperationException if [#canWriteEof()] is false
  void writeEof();

  /// Closes at once and drops what is queued. Mirrors `transport.abort`.
  ///
  /// Returns at once; the protocol hears [BaseProtocol#connectionLost] with `null` in the next
  /// turn.
  void abort();

  /// How many bytes are queued. Mirrors `transport.get_write_buffer_size`.
  int getWriteBufferSize();

  /// The marks in force. Mirrors `transport.get_write_buffer_limits`.
  WaterMarks getWriteBufferLimits();

  /// Restores the default marks: high 64 KiB, low 16 KiB.
  default void setWriteBufferLimits() {
    setWriteBufferLimits(64 * 1024);
  }

  /// Sets the high-water mark, and the low one to a quarter of it.
  ///
  /// @throws IllegalArgumentException if `high` is negative
  default void setWriteBufferLimits(int high) {
    setWriteBufferLimits(high, high / 4);
  }

  /// Sets both marks. If more than `high` is queued already, the protocol is paused at once.
  /// Mirrors `transport.set_write_buffer_limits`.
  ///
  /// With `high` 0 the protocol is paused whenever anything is queued.
  ///
  /// @throws IllegalArgumentException unless `0 <= low <= high`
  void setWriteBufferLimits(int high, int low);
}
