package jasyncio.internal.transport;

import java.nio.ByteBuffer;

/// A transport from which its protocol can fetch the bytes that have arrived. The end of the stream
/// and failures are told to the protocol as ever.
public interface PullableTransport {
  /// Receives the bytes that have arrived, at most `max`; none if there are none.
  byte[] pull(int max);

  /// Receives the bytes that have arrived, as many as `target` has room for, and gives the count: 0
  /// also at the end, and after a failure.
  ///
  /// @throws RuntimeException if `target` takes nothing; then nothing was received
  int pull(ByteBuffer target);
}
