package jasyncio;

/// The sending side of a transport as seen from its queue: the amount of queued data, and the marks
/// at which the protocol is asked to pause. Streams of bytes and datagrams share it.
///
/// Sending never waits: data that the system does not accept at once are queued. Once the queue
/// exceeds the high-water mark, the protocol is asked to pause ([BaseProtocol#pauseWriting()]);
/// once it has drained to the low-water mark, the protocol is asked to continue
/// ([BaseProtocol#resumeWriting()]). The queue of a protocol that ignores this is unbounded.
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

  /// Closes at once and drops all queued data. Mirrors `transport.abort`.
  ///
  /// Returns at once; [BaseProtocol#connectionLost] is called with `null` in the next turn.
  void abort();

  /// The number of queued bytes. Mirrors `transport.get_write_buffer_size`.
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
