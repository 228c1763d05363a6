package jasyncio.internal.stream;

import jasyncio.Framing;
import org.jspecify.annotations.Nullable;

/// The two directions of a [Framing]: bytes to frames and frames to bytes.
///
/// @param <T> the type of a frame's content
public sealed interface FrameCodec<T> extends Framing<T> permits LineFraming, LengthFraming {
  /// The codec that `framing` is.
  static <T> FrameCodec<T> of(Framing<T> framing) {
    return switch (framing) {
      case FrameCodec<T> codec -> codec;
    };
  }

  /// Takes the next frame from `inbox`; null if the stream ends before one begins. Suspends the
  /// current task until the frame is complete.
  ///
  /// @param reader the reader on which the program called
  @Nullable T read(Inbox inbox, Object reader);

  /// The bytes to send for `frame`.
  byte[] encode(T frame);
}
