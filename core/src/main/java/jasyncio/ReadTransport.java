package jasyncio;

/// A transport that receives. Mirrors `asyncio.ReadTransport`.
public interface ReadTransport extends BaseTransport {

  /// Returns whether the transport receives: neither paused nor closing. Mirrors
  /// `transport.is_reading`.
  boolean isReading();

  /// Stops receiving until [#resumeReading()]; the peer is slowed down once the system's buffers
  /// are full. Pausing again, or pausing a closing transport, does nothing. Mirrors
  /// `transport.pause_reading`.
  ///
  /// While paused, an end of file or a lost connection is not noticed either.
  void pauseReading();

  /// Receives again after [#pauseReading()]. Resuming again, or resuming a closing transport, does
  /// nothing. Mirrors `transport.resume_reading`.
  void resumeReading();
}
