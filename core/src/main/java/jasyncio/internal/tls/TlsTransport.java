package jasyncio.internal.tls;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Transport;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.TransportContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The application's side of a TLS connection, which carries plaintext: takes its writes, and tells
/// it to pause. The rest is [TlsProtocol]'s.
///
/// Loop thread only.
public final class TlsTransport implements Transport {
  private final TlsProtocol tls;

  private final RecordWriter writer;
  private final TransportContext context;
  private final Backpressure backpressure;
  private int droppedWrites;

  TlsTransport(TlsProtocol tls, RecordWriter writer, TransportContext context) {
    this.tls = tls;
    this.writer = writer;
    this.context = context;
    this.backpressure = new Backpressure(context, this);
  }

  // Sending

  @Override
  public void write(byte[] data) {
    send(ByteBuffer.wrap(data), true);
  }

  @Override
  public void write(ByteBuffer data) {
    send(data, false);
  }

  /// @param owned true if the buffer may be kept
  private void send(ByteBuffer data, boolean owned) {
    if (!data.hasRemaining() || refuses()) {
      data.position(data.limit());
      return;
    }
    try {
      writer.send(data);
    } catch (SSLException e) {
      tls.fail(e);
      return;
    }
    if (data.hasRemaining()) {
      writer.add(owned ? data : copy(data));
    }
    backpressure.grown(writer.size());
  }

  private static ByteBuffer copy(ByteBuffer data) {
    return ByteBuffer.allocate(data.remaining()).put(data).flip();
  }

  @Override
  public void writeLines(Iterable<byte[]> data) {
    // all are fetched before one is queued: the program's iterator may throw, or await
    List<ByteBuffer> pieces = new ArrayList<>();
    for (byte[] piece : data) {
      pieces.add(ByteBuffer.wrap(piece));
    }
    if (pieces.isEmpty() || refuses()) {
      return;
    }
    pieces.forEach(writer::add);
    tls.flush();
    backpressure.grown(writer.size());
  }

  /// Tells whether a write is to be dropped.
  private boolean refuses() {
    if (tls.takesWrites()) {
      return false;
    }
    context.warnOfDroppedWrites(++droppedWrites, this);
    return true;
  }

  /// The queue has shrunk.
  void shrunk() {
    backpressure.shrunk(writer.size());
  }

  @Override
  public int getWriteBufferSize() {
    return writer.size();
  }

  @Override
  public WaterMarks getWriteBufferLimits() {
    return backpressure.marks();
  }

  @Override
  public void setWriteBufferLimits(int high, int low) {
    backpressure.marks(new WaterMarks(low, high), writer.size());
  }

  /// False, as in asyncio: many peers take the end of the data for that of the connection.
  @Override
  public boolean canWriteEof() {
    return false;
  }

  /// @throws UnsupportedOperationException always
  @Override
  public void writeEof() {
    throw new UnsupportedOperationException(
        "TLS closes both directions: close() instead of writeEof() on " + this);
  }

  // Receiving

  @Override
  public boolean isReading() {
    return tls.isReading();
  }

  @Override
  public void pauseReading() {
    tls.pauseReading();
  }

  @Override
  public void resumeReading() {
    tls.resumeReading();
  }

  // The end

  @Override
  public boolean isClosing() {
    return tls.isClosing();
  }

  @Override
  public void close() {
    tls.close();
  }

  @Override
  public void abort() {
    tls.abort();
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    tls.setProtocol(protocol);
  }

  @Override
  public BaseProtocol getProtocol() {
    return tls.getProtocol();
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return tls.getExtraInfo(key);
  }

  @Override
  public String toString() {
    return tls.toString();
  }
}
