package jasyncio;

/// The sending side of a transport, as far as its queue goes: how full it is, and when the protocol
/// is asked to pause. What streams of bytes and datagrams have in common.
///
/// Sending never waits: what the system does not take at once is queued. Once the queue passes the
/// high-water mark, the protocol is asked to pause ([BaseProtocol#pauseWriting()]), and to go on
/// ([BaseProtocol#resumeWriting()]) once it has drained to the low-water mark. Who ignores this has
/// an unbounded queue.
public interface FlowControl extends BaseTransport {

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
