package jasyncio.internal.transport;

import jasyncio.BaseProtocol;
import jasyncio.BufferedProtocol;
import jasyncio.Protocol;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A protocol over a stream of bytes, and the same object again under the one of the two interfaces
/// that it implements.
public record Receiver(
    BaseProtocol protocol, @Nullable Protocol plain, @Nullable BufferedProtocol buffered) {

  /// The receiver for `protocol`.
  ///
  /// @throws IllegalArgumentException if it is not for streams of bytes
  public static Receiver of(BaseProtocol protocol) {
    return switch (Objects.requireNonNull(protocol, "the protocol factory gave null")) {
      case BufferedProtocol buffered -> new Receiver(protocol, null, buffered);
      case Protocol plain -> new Receiver(protocol, plain, null);
      default ->
          throw new IllegalArgumentException(
              "neither Protocol nor BufferedProtocol: " + protocol.getClass().getName());
    };
  }

  /// Hands over bytes that were not received straight into a buffered protocol's own buffer.
  public void dataReceived(byte[] data) {
    if (plain != null) {
      plain.dataReceived(data);
    } else if (buffered != null) {
      fill(buffered, ByteBuffer.wrap(data));
    }
  }

  private static void fill(BufferedProtocol protocol, ByteBuffer data) {
    while (data.hasRemaining()) {
      ByteBuffer buffer = protocol.getBuffer(data.remaining());
      int count = Math.min(buffer.remaining(), data.remaining());
      if (count == 0) {
        throw new IllegalStateException("getBuffer() gave a buffer without room: " + buffer);
      }
      buffer.put(data.slice(data.position(), count));
      data.position(data.position() + count);
      protocol.bufferUpdated(count);
    }
  }

  /// Tells the protocol that the peer will send no more; gives its answer.
  public boolean eofReceived() {
    return buffered != null ? buffered.eofReceived() : plain != null && plain.eofReceived();
  }
}
