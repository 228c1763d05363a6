package jasyncio.internal.transport;

import java.nio.ByteBuffer;

/// A transport from which what has come can be fetched. What else there is to tell, of the end or a
/// failure, its protocol hears as ever.
public interface PullableTransport {
  /// Receives what there is, at most `max` bytes; none if there is nothing.
  byte[] pull(int max);

  /// Receives what there is, as much as `target` has room for, and gives the count: 0 also at the
  /// end, and after a failure.
  ///
  /// @throws RuntimeException if `target` takes nothing; then nothing was received
  int pull(ByteBuffer target);
}
