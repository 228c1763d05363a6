package jasyncio.internal.stream;

import org.jspecify.annotations.Nullable;

/// The two directions of a [jasyncio.Framing]: bytes to frames and frames to bytes.
///
/// @param <T> the type of a frame's content
public interface FrameCodec<T> {
  /// Takes the next frame from `inbox`; null if the stream ends before one begins. Suspends the
  /// current task until the frame is complete.
  ///
  /// @param reader the reader on which the program called
  @Nullable T read(Inbox inbox, Object reader);

  /// The bytes to send for `frame`.
  byte[] encode(T frame);
}
