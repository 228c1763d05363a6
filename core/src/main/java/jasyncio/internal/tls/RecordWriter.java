package jasyncio.internal.tls;

import jasyncio.Transport;
import jasyncio.internal.transport.WriteQueue;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The sending half of a TLS connection. Only as much is encrypted as the transport below takes at
/// once; the rest waits as it is.
///
/// Loop thread only.
public final class RecordWriter {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORD = 16 * 1024; // of plaintext, RFC 8446

  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final WriteQueue backlog = new WriteQueue();

  private @Nullable Transport lower;

  // true if the transport below has something queued
  private boolean blocked;

  RecordWriter(SSLEngine engine, TlsBuffers buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  /// Sends through `lower` from now on.
  void attach(Transport lower) {
    this.lower = lower;
    // with that, pauseWriting and resumeWriting tell of every queued byte, and of the empty queue
    lower.setWriteBufferLimits(0);
  }

  /// The number of bytes that wait, here and below.
  int size() {
    int below = lower == null ? 0 : lower.getWriteBufferSize();
    return (int) Math.min((long) backlog.size() + below, Integer.MAX_VALUE);
  }

  /// The number of bytes that wait here.
  int held() {
    return backlog.size();
  }

  /// Tells whether all is encrypted, and so handed to the transport below.
  boolean isEmpty() {
    return backlog.isEmpty();
  }

  /// Tells whether all has been sent.
  boolean isDrained() {
    return backlog.isEmpty() && !blocked;
  }

  void block() {
    blocked = true;
  }

  void unblock() {
    blocked = false;
  }

  /// Takes `piece` over, to be sent by [#flush()].
  void add(ByteBuffer piece) {
    backlog.add(piece);
  }

  /// Sends as much of `data` as is taken at once, if nothing waits before it.
  void send(ByteBuffer data) throws SSLException {
    if (!backlog.isEmpty() || blocked) {
      return;
    }
    var source = new ByteBuffer[] {data};
    ByteBuffer out = buffers.take();
    try {
      while (data.hasRemaining() && !blocked) {
        if (wrap(source, out).getStatus() == Status.CLOSED) {
          data.position(data.limit());
        }
      }
      sendOut(out);
    } finally {
      buffers.give(out);
    }
  }

  /// Sends from the front of the backlog for as long as the transport below takes it.
  void flush() throws SSLException {
    if (!backlog.isEmpty() && !blocked) {
      flush(false);
    }
  }

  /// Encrypts the whole backlog, and leaves it to the transport below to queue it.
  void flushAll() throws SSLException {
    if (!backlog.isEmpty()) {
      flush(true);
    }
  }

  private void flush(boolean all) throws SSLException {
    ByteBuffer out = buffers.take();
    try {
      while (!backlog.isEmpty() && (all || !blocked)) {
        SSLEngineResult result = wrap(backlog.front(RECORD), out);
        backlog.taken(result.bytesConsumed());
        if (result.getStatus() == Status.CLOSED) {
          backlog.clear();
        }
      }
      sendOut(out);
    } finally {
      buffers.give(out);
    }
  }

  /// Sends the engine's own messages: its part of the handshake, or an alert.
  void flushEngine() throws SSLException {
    var nothing = new ByteBuffer[] {NOTHING};
    ByteBuffer out = buffers.take();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        SSLEngineResult result = wrap(nothing, out);
        if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
          break; // it would like to, but may not any more
        }
      }
      sendOut(out);
    } finally {
      buffers.give(out);
    }
  }

  /// Encrypts one record, or else makes room in `out`. The engine is closed to more data (the
  /// status says so) in TLS 1.2 once the peer has closed.
  private SSLEngineResult wrap(ByteBuffer[] source, ByteBuffer out) throws SSLException {
    SSLEngineResult result = engine.wrap(source, out);
    if (result.getStatus() == Status.BUFFER_OVERFLOW && out.position() > 0) {
      sendOut(out);
    } else if (result.getStatus() != Status.CLOSED
        && result.bytesProduced() == 0
        && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
      throw new SSLException("the TLS engine does not go on: " + result);
    }
    return result;
  }

  private void sendOut(ByteBuffer out) {
    out.flip();
    if (lower != null && out.hasRemaining()) {
      lower.write(out);
    }
    out.clear();
  }
}
