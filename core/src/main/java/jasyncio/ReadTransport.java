package jasyncio;

/// A transport that receives. Mirrors `asyncio.ReadTransport`.
public interface ReadTransport extends BaseTransport {

  /// Whether the transport receives: neither paused nor closing. Mirrors `transport.is_reading`.
  boolean isReading();

  /// Holds back what arrives until [#resumeReading()]; the peer is slowed down once the system's
  /// buffers are full. Pausing again, or a closing transport, does nothing. Mirrors
  /// `transport.pause_reading`.
  ///
  /// While paused, an end of file or a lost connection is not noticed either.
  void pauseReading();

  /// Receives again after [#pauseReading()]. Resuming again, or a closing transport, does nothing.
  /// Mirrors `transport.resume_reading`.
  void resumeReading();
}
