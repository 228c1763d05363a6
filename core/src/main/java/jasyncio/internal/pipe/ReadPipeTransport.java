package jasyncio.internal.pipe;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.ReadTransport;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The reading end of a pipe.
///
/// At the end of the pipe the protocol hears `eofReceived`, and in the next turn `connectionLost`:
/// a pipe has no other direction that could stay open. Loop thread only.
///
/// Mirrors `_UnixReadPipeTransport`.
public final class ReadPipeTransport extends AbstractTransport implements ReadTransport {
  // the text of EIO, by which a terminal tells that its other side has gone
  private static final String HANG_UP = "Input/output error";

  private final Closeable pipe;
  private Protocol protocol;
  private @Nullable PipeSource source;
  private boolean paused;

  /// Nothing happens before [#start].
  ///
  /// @param pipe the program's own object for the pipe
  ReadPipeTransport(TransportContext context, Closeable pipe, BaseProtocol protocol) {
    super(context);
    this.pipe = pipe;
    this.protocol = checked(protocol);
  }

  /// Begins in the next turn. See [#beginSoon].
  void start(PipeSource source, @Nullable Future<AbstractTransport> ready) {
    this.source = source;
    beginSoon(ready);
  }

  @Override
  protected void onBegun() {
    if (isReading()) {
      source().reading(true);
    }
  }

  private PipeSource source() {
    return Objects.requireNonNull(source, "not started");
  }

  // The source's side

  /// Some bytes, which belong to this transport.
  void received(byte[] data) {
    try {
      protocol.dataReceived(data);
    } catch (Throwable t) {
      failBy("dataReceived", t);
    }
  }

  /// Nobody writes to the pipe any more, and all was read.
  void ended() {
    try {
      protocol.eofReceived();
    } catch (Throwable t) {
      failBy("eofReceived", t);
    }
    close();
  }

  /// The pipe is broken, or a terminal's other side has gone.
  void failed(IOException cause) {
    var failure =
        new UncheckedIOException(
            "reading " + TextForms.ofValue(pipe) + ": " + ChannelErrors.reason(cause), cause);
    if (!HANG_UP.equals(cause.getMessage())) {
      report("Fatal read error on pipe transport", failure);
    }
    lose(failure);
  }

  // The program's side

  @Override
  public boolean isReading() {
    return !isClosing() && !paused;
  }

  @Override
  public void pauseReading() {
    if (!isReading()) {
      return;
    }
    paused = true;
    if (hasBegun()) {
      source().reading(false);
    }
  }

  @Override
  public void resumeReading() {
    if (isClosing() || !paused) {
      return;
    }
    paused = false;
    if (hasBegun()) {
      source().reading(true);
    }
  }

  // The end

  @Override
  protected boolean isBusy() {
    return false;
  }

  @Override
  protected void onClosing() {
    source().reading(false);
  }

  @Override
  protected void onLost() {}

  @Override
  protected void onGone() {
    source().close();
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    this.protocol = checked(protocol);
  }

  private static Protocol checked(BaseProtocol protocol) {
    if (protocol instanceof Protocol plain) {
      return plain;
    }
    throw new IllegalArgumentException("not a Protocol: " + protocol.getClass().getName());
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return key.equals(ExtraInfo.PIPE) ? key.type().cast(pipe) : null;
  }

  @Override
  public String toString() {
    return "ReadPipeTransport[%s, %s, %s]"
        .formatted(TextForms.ofValue(pipe), state(), isReading() ? "reading" : "not reading");
  }
}
