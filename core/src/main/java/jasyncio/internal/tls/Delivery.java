package jasyncio.internal.tls;

import jasyncio.BufferedProtocol;
import jasyncio.Protocol;
import jasyncio.internal.transport.PullingProtocol;
import jasyncio.internal.transport.Receiver;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The way of decrypted bytes to the application's protocol: straight into its own buffer if that
/// has room for a record, or else into one of the loop's, from which they are handed on.
///
/// Loop thread only.
public final class Delivery {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int LARGEST_RECORD = 17 * 1024; // as the JDK's engine counts

  private final RecordReader reader;
  private final RecordWriter writer;
  private final TlsBuffers buffers;
  private final BiConsumer<String, Throwable> failed;

  // bytes that are decrypted but not handed on yet, and the failure of the record after them
  private ByteBuffer plain = NOTHING;
  private @Nullable SSLException failure;

  /// @param failed is told the name of a callback that has thrown, and its exception
  Delivery(
      RecordReader reader,
      RecordWriter writer,
      TlsBuffers buffers,
      BiConsumer<String, Throwable> failed) {
    this.reader = reader;
    this.writer = writer;
    this.buffers = buffers;
    this.failed = failed;
  }

  /// Hands on bytes that are decrypted, or decrypts more.
  ///
  /// @return true if there was anything to do
  /// @throws SSLException if a record is broken, and all before it was handed on
  boolean step(Receiver application) throws SSLException {
    if (plain.hasRemaining()) {
      handOn(application);
      return true;
    }
    if (failure != null) {
      throw failure;
    }
    if (reader.isEmpty() || reader.isAtEnd()) {
      return false;
    }
    if (!(application.plain() instanceof PullingProtocol choosy)) {
      return decrypt(application, TlsBuffers.SIZE);
    }
    int room = choosy.room();
    return room > 0 && decrypt(application, Math.max(room, LARGEST_RECORD));
  }

  /// The memory that it holds, in bytes.
  int held() {
    return plain.capacity();
  }

  private void handOn(Receiver application) {
    Protocol protocol = application.plain();
    BufferedProtocol buffered = application.buffered();
    if (protocol != null) {
      handOn(protocol);
    } else if (buffered != null) {
      handOn(buffered);
    }
  }

  private void handOn(Protocol protocol) {
    byte[] data = new byte[plain.remaining()];
    plain.get(data);
    clear();
    try {
      protocol.dataReceived(data);
    } catch (Throwable t) {
      failed.accept("dataReceived", t);
    }
  }

  /// Hands on as much as goes into the protocol's buffer.
  private void handOn(BufferedProtocol protocol) {
    ByteBuffer buffer = bufferOf(protocol, plain.remaining());
    if (buffer == null) {
      return;
    }
    int count = Math.min(buffer.remaining(), plain.remaining());
    buffer.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    if (!plain.hasRemaining()) {
      clear();
    }
    updated(protocol, count);
  }

  /// @param most how many bytes to hand on at most, unless the protocol has its own buffer
  private boolean decrypt(Receiver application, int most) {
    BufferedProtocol buffered = application.buffered();
    if (buffered != null) {
      ByteBuffer buffer = bufferOf(buffered, -1);
      if (buffer == null) {
        return true;
      }
      int start = buffer.position();
      Status status = decrypt(buffer);
      int count = buffer.position() - start;
      if (count > 0) {
        updated(buffered, count);
        return true;
      }
      if (status != Status.BUFFER_OVERFLOW) {
        return status == Status.CLOSED;
      }
    }
    plain = buffers.take();
    plain.limit(Math.min(most, plain.limit()));
    Status status = decrypt(plain);
    if (!plain.flip().hasRemaining()) {
      clear();
    }
    return plain.hasRemaining() || status == Status.CLOSED;
  }

  /// Decrypts, and keeps a failure for later: the bytes before a broken record are good.
  private Status decrypt(ByteBuffer target) {
    try {
      return reader.decrypt(target, writer);
    } catch (SSLException e) {
      failure = e;
      return Status.CLOSED;
    }
  }

  private @Nullable ByteBuffer bufferOf(BufferedProtocol protocol, int sizeHint) {
    try {
      ByteBuffer buffer = protocol.getBuffer(sizeHint);
      if (!buffer.hasRemaining() || buffer.isReadOnly()) {
        throw new IllegalStateException(
            "getBuffer() gave a buffer that cannot take anything: " + buffer);
      }
      return buffer;
    } catch (Throwable t) {
      failed.accept("getBuffer", t);
      return null;
    }
  }

  private void updated(BufferedProtocol protocol, int count) {
    try {
      protocol.bufferUpdated(count);
    } catch (Throwable t) {
      failed.accept("bufferUpdated", t);
    }
  }

  /// Drops the bytes that were not handed on.
  void clear() {
    if (plain != NOTHING) {
      buffers.give(plain);
      plain = NOTHING;
    }
  }
}
