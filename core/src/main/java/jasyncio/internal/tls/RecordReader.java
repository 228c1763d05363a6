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
public final class RecordReader {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int ALERT = 21; // the type of a record, RFC 5246

  // Records that make work but bring no data: more at a stretch are nothing but an attack. A guess:
  // other libraries take 16 or 32, and some servers begin with a dozen tickets.
  private static final int MOST_WITHOUT_DATA = 64;

  private final SSLEngine engine;
  private final TlsBuffers buffers;

  // Between begin and end ready to be read, otherwise ready to be added to, and NOTHING if empty.
  private ByteBuffer records = NOTHING;

  // true if this is TLS 1.3, which has messages after the handshake, and closes one direction at a
  // time
  private boolean modern;

  // records without data, since there were data while nothing waited to be sent
  private int withoutData;

  // true if nothing more will arrive, or matter
  private boolean atEnd;

  RecordReader(SSLEngine engine, TlsBuffers buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  /// The room for the next records.
  ByteBuffer room() {
    if (records.capacity() < TlsBuffers.SIZE) {
      records = buffers.take().put(records.flip()); // nothing, or the part that was kept
    } else if (!records.hasRemaining()) {
      records = ByteBuffer.allocate(2 * records.capacity()).put(records.flip());
    }
    return records;
  }

  /// Adds records that were received before this could.
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

  /// Decrypting ends for now. A part of a record that is left takes only the memory it needs, as
  /// the peer may take its time for the rest.
  void end() {
    if (!records.hasRemaining()) {
      clear();
    } else if (records.remaining() < TlsBuffers.SIZE / 2) {
      ByteBuffer part = ByteBuffer.allocate(records.remaining()).put(records);
      buffers.give(records);
      records = part;
    } else {
      records.compact();
    }
  }

  /// The memory that it holds, in bytes.
  int held() {
    return records.capacity();
  }

  /// Drops all records.
  void clear() {
    if (records != NOTHING) {
      buffers.give(records);
      records = NOTHING;
    }
  }

  /// Tells whether there is nothing, not even a part of a record. After begin only.
  boolean isEmpty() {
    return !records.hasRemaining();
  }

  /// The bytes that have arrived and are not decrypted. After begin only.
  int size() {
    return records.remaining();
  }

  /// Tells whether a part of a record has arrived. Not between begin and end.
  boolean holdsPart() {
    return records.position() > 0;
  }

  /// Tells whether as much has arrived as a buffer takes. Not between begin and end.
  boolean holdsMuch() {
    return records.position() >= TlsBuffers.SIZE;
  }

  /// Lets the engine have a record of the handshake.
  Status takeHandshake() throws SSLException {
    return engine.unwrap(records, NOTHING).getStatus();
  }

  /// The handshake is done.
  void open() {
    modern = engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /// Tells whether the peer has told that no more will come, or [#endHere()] was called.
  boolean isAtEnd() {
    return atEnd;
  }

  /// No more will come.
  void endHere() {
    atEnd = true;
  }

  /// Tells whether each direction closes for itself, as it does since TLS 1.3.
  boolean closesHalfway() {
    return modern;
  }

  /// Decrypts into `target` for as long as there are whole records, and they fit.
  ///
  /// @return the reason to stop: no whole record (`BUFFER_UNDERFLOW`), one that does not fit
  ///   (`BUFFER_OVERFLOW`), the peer's last one (`CLOSED`), or one that must not be looked at
  ///   before the content of `target` is handed on (`OK`)
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
      count(result, writer);
      answer(result, writer);
    }
    return Status.BUFFER_UNDERFLOW;
  }

  /// Refuses a peer that makes this work for nothing: each change of keys, which is a record of a
  /// few bytes, costs as much as many of data. While it does not take the answers, data change
  /// nothing about that: the answers would fill the memory.
  private void count(SSLEngineResult result, RecordWriter writer) throws SSLException {
    if (result.bytesProduced() == 0) {
      if (++withoutData > MOST_WITHOUT_DATA) {
        throw new SSLException(
            "the peer sends nothing but records without data: %s so far".formatted(withoutData));
      }
    } else if (writer.isDrained()) {
      withoutData = 0;
    }
  }

  /// Serves a wish of the engine's after the handshake, such as a change of keys.
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
