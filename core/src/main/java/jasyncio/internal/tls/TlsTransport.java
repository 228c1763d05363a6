package jasyncio.internal.tls;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the application sees of a TLS connection: plaintext. All work is [TlsProtocol]'s.
///
/// Loop thread only.
public final class TlsTransport implements Transport {
  private final TlsProtocol tls;

  TlsTransport(TlsProtocol tls) {
    this.tls = tls;
  }

  @Override
  public void write(byte[] data) {
    tls.write(ByteBuffer.wrap(data), true);
  }

  @Override
  public void write(ByteBuffer data) {
    tls.write(data, false);
  }

  @Override
  public void writeLines(Iterable<byte[]> data) {
    // all are fetched before one is queued: the program's iterator may throw, or await
    List<ByteBuffer> pieces = new ArrayList<>();
    for (byte[] piece : data) {
      pieces.add(ByteBuffer.wrap(piece));
    }
    tls.write(pieces);
  }

  /// False, as in asyncio: many peers take the end of what they receive for that of the connection.
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

  @Override
  public int getWriteBufferSize() {
    return tls.getWriteBufferSize();
  }

  @Override
  public WaterMarks getWriteBufferLimits() {
    return tls.getWriteBufferLimits();
  }

  @Override
  public void setWriteBufferLimits(int high, int low) {
    tls.setWriteBufferLimits(new WaterMarks(low, high));
  }

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
