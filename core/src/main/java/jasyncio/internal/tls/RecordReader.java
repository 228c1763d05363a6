package jasyncio.internal.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// The receiving half of a TLS connection: keeps records until they are whole, and decrypts them.
///
/// Loop thread only.
final class RecordReader {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int ALERT = 21; // the type of a record, RFC 5246

  private final SSLEngine engine;
  private final TlsBuffers buffers;

  // Between begin and end ready to be read, otherwise ready to be added to, and NOTHING if empty.
  private ByteBuffer records = NOTHING;

  // whether this is TLS 1.3, which has messages after the handshake, and closes one direction at a
  // time
  private boolean modern;

  // whether nothing more will come, or matter
  private boolean atEnd;

  RecordReader(SSLEngine engine, TlsBuffers buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  /// Where the next records go.
  ByteBuffer room() {
    if (records == NOTHING) {
      records = buffers.take();
    } else if (!records.hasRemaining()) {
      records = ByteBuffer.allocate(2 * records.capacity()).put(records.flip());
    }
    return records;
  }

  /// Adds records that have come in another way.
  void add(byte[] data) {
    for (int start = 0; start < data.length; ) {
      ByteBuffer room = room();
      int step = Math.min(data.length - start, room.remaining());
      room.put(data, start, step);
      start += step;
    }
  }

  /// Decrypting begins.
  void begin() {
    records.flip();
  }

  /// Decrypting has come as far as it can for now.
  void end() {
    if (records.hasRemaining()) {
      records.compact();
    } else {
      clear();
    }
  }

  /// Drops what is left.
  void clear() {
    if (records != NOTHING) {
      buffers.give(records);
      records = NOTHING;
    }
  }

  /// Whether there is nothing, not even a part of a record. After begin only.
  boolean isEmpty() {
    return !records.hasRemaining();
  }

  /// Whether part of a record has come. Not between begin and end.
  boolean holdsPart() {
    return records.position() > 0;
  }

  /// Lets the engine have a record of the handshake.
  Status takeHandshake() throws SSLException {
    return engine.unwrap(records, NOTHING).getStatus();
  }

  /// The handshake is done.
  void open() {
    modern = engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /// Whether the peer has said that no more will come, or it was [set][#endHere()].
  boolean isAtEnd() {
    return atEnd;
  }

  /// No more will come.
  void endHere() {
    atEnd = true;
  }

  /// Whether each direction closes for itself, as it does since TLS 1.3.
  boolean closesHalfway() {
    return modern;
  }

  /// Decrypts into `target` for as long as there are whole records, and they fit.
  ///
  /// @return why it ended: no whole record (`BUFFER_UNDERFLOW`), one that does not fit
  ///   (`BUFFER_OVERFLOW`), the peer's last one (`CLOSED`), or one that must not be looked at
  ///   before what is in `target` is handed on (`OK`)
  Status decrypt(ByteBuffer target, RecordWriter writer) throws SSLException {
    int start = target.position();
    while (records.hasRemaining()) {
      if (!modern && records.get(records.position()) == ALERT) {
        if (target.position() > start) {
          return Status.OK;
        }
        writer.flushAll();
      }
      SSLEngineResult result = engine.unwrap(records, target);
      if (result.getStatus() != Status.OK) {
        atEnd = result.getStatus() == Status.CLOSED;
        return result.getStatus();
      }
      answer(result, writer);
    }
    return Status.BUFFER_UNDERFLOW;
  }

  /// Does what the engine wants done after the handshake, such as a change of keys.
  private void answer(SSLEngineResult result, RecordWriter writer) throws SSLException {
    if (result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
      return;
    }
    if (!modern) {
      throw new SSLException("the peer wants to renegotiate, which is refused");
    }
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
    writer.flushEngine();
    if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
      throw new SSLException("the TLS engine does not go on: " + result);
    }
  }
}
