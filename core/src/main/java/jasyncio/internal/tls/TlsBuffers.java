package jasyncio.internal.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The buffers of all TLS connections of a loop. A connection has one only while something is in
/// it, so that an idle one costs little. Loop thread only.
///
/// On the heap, since the JDK's ciphers work on arrays.
public final class TlsBuffers {
  /// Four records of the largest size, so that several of them travel in one system call.
  static final int SIZE = 4 * 17 * 1024;

  // A callback needs three at a time; connections that wait for the end of a record have the rest.
  private static final int KEPT = 32;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  /// A cleared buffer.
  ByteBuffer take() {
    ByteBuffer buffer = free.pollLast();
    return buffer == null ? ByteBuffer.allocate(SIZE) : buffer;
  }

  /// Takes `buffer` back. The caller must not touch it again.
  void give(ByteBuffer buffer) {
    if (buffer.capacity() == SIZE && free.size() < KEPT) {
      free.addLast(buffer.clear());
    }
  }
}
