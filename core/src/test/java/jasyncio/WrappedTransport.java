package jasyncio;

import org.jspecify.annotations.Nullable;

/// A transport of a program's own, on top of another.
class WrappedTransport implements Transport {
  private final Transport inner;

  WrappedTransport(Transport inner) {
    this.inner = inner;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return inner.getExtraInfo(key);
  }

  @Override
  public boolean isClosing() {
    return inner.isClosing();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    inner.setProtocol(protocol);
  }

  @Override
  public BaseProtocol getProtocol() {
    return inner.getProtocol();
  }

  @Override
  public boolean isReading() {
    return inner.isReading();
  }

  @Override
  public void pauseReading() {
    inner.pauseReading();
  }

  @Override
  public void resumeReading() {
    inner.resumeReading();
  }

  @Override
  public void write(byte[] data) {
    inner.write(data);
  }

  @Override
  public boolean canWriteEof() {
    return inner.canWriteEof();
  }

  @Override
  public void writeEof() {
    inner.writeEof();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public int getWriteBufferSize() {
    return inner.getWriteBufferSize();
  }

  @Override
  public WaterMarks getWriteBufferLimits() {
    return inner.getWriteBufferLimits();
  }

  @Override
  public void setWriteBufferLimits(int high, int low) {
    inner.setWriteBufferLimits(high, low);
  }
}
