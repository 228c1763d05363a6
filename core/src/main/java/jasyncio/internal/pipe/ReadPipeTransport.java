package jasyncio.internal.pipe;

import jasyncio.BaseProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.ReadTransport;
import jasyncio.internal.net.Network;
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
/// asyncio's `_UnixReadPipeTransport`.
public final class ReadPipeTransport implements ReadTransport {
  // the text of EIO, with which a terminal says that its other side has gone
  private static final String HANG_UP = "Input/output error";

  private final Pipes pipes;
  private final Closeable pipe;
  private Protocol protocol;
  private @Nullable PipeSource inlet;
  private boolean started;
  private boolean paused;
  private boolean closing;

  /// Nothing happens before [#start].
  ///
  /// @param pipe what the program knows the pipe as
  ReadPipeTransport(Pipes pipes, Closeable pipe, BaseProtocol protocol) {
    this.pipes = pipes;
    this.pipe = pipe;
    this.protocol = checked(protocol);
  }

  /// Begins in the next turn: `connectionMade`, then reading, then `ready` gets its value.
  void start(PipeSource inlet, @Nullable Future<ReadTransport> ready) {
    this.inlet = inlet;
    pipes.remember(this);
    pipes.loop().callSoon(() -> begin(ready));
  }

  private void begin(@Nullable Future<ReadTransport> ready) {
    started = true;
    try {
      protocol.connectionMade(this);
    } catch (Throwable t) {
      failBy("connectionMade", t);
    }
    if (isReading()) {
      inlet().reading(true);
    }
    if (ready != null && !ready.done()) {
      ready.setResult(this);
    }
  }

  private PipeSource inlet() {
    return Objects.requireNonNull(inlet, "not started");
  }

  // What the inlet tells

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

  void failed(IOException cause) {
    var failure = new UncheckedIOException("reading " + pipe + ": " + Network.reason(cause), cause);
    if (!HANG_UP.equals(cause.getMessage())) {
      pipes.report("Fatal read error on pipe transport", failure, this, protocol);
    }
    lose(failure);
  }

  // What the program does

  @Override
  public boolean isReading() {
    return !closing && !paused;
  }

  @Override
  public void pauseReading() {
    if (!isReading()) {
      return;
    }
    paused = true;
    if (started) {
      inlet().reading(false);
    }
  }

  @Override
  public void resumeReading() {
    if (closing || !paused) {
      return;
    }
    paused = false;
    if (started) {
      inlet().reading(true);
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    lose(null);
  }

  /// Gives the pipe up; the protocol hears of it in the next turn, since it may be the caller.
  private void lose(@Nullable Throwable cause) {
    if (closing) {
      return;
    }
    closing = true;
    inlet().reading(false);
    pipes.loop().callSoon(() -> end(cause));
  }

  private void end(@Nullable Throwable cause) {
    try {
      protocol.connectionLost(cause);
    } catch (Throwable t) {
      pipes.report("protocol.connectionLost() failed", t, this, protocol);
    } finally {
      release();
    }
  }

  /// Gives the pipe back to the system, without a word to the protocol.
  void release() {
    closing = true;
    inlet().close();
    pipes.forget(this);
  }

  /// A callback of the protocol threw, so nothing is known of the protocol's state any more.
  private void failBy(String callback, Throwable cause) {
    pipes.report("Fatal error: protocol." + callback + "() call failed.", cause, this, protocol);
    lose(cause);
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
        .formatted(pipe, closing ? "closed" : "open", isReading() ? "reading" : "not reading");
  }
}
