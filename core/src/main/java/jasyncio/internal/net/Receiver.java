package jasyncio.internal.net;

import jasyncio.BaseProtocol;
import jasyncio.BufferedProtocol;
import jasyncio.Protocol;
import org.jspecify.annotations.Nullable;

/// A protocol over a stream of bytes, and the same again under the one of its two faces that it
/// has.
public record Receiver(
    BaseProtocol protocol, @Nullable Protocol plain, @Nullable BufferedProtocol buffered) {

  /// Finds the face of `protocol`.
  ///
  /// @throws IllegalArgumentException if it is not for streams of bytes
  public static Receiver of(BaseProtocol protocol) {
    return switch (protocol) {
      case BufferedProtocol buffered -> new Receiver(protocol, null, buffered);
      case Protocol plain -> new Receiver(protocol, plain, null);
      default ->
          throw new IllegalArgumentException(
              "neither Protocol nor BufferedProtocol: " + protocol.getClass().getName());
    };
  }

  /// Tells the protocol that the peer will send no more; gives its answer.
  public boolean eofReceived() {
    return buffered != null ? buffered.eofReceived() : plain != null && plain.eofReceived();
  }
}
