package jasyncio.internal.tls;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.BufferedProtocol;
import jasyncio.ExtraInfo;
import jasyncio.Task;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.Buffering;
import jasyncio.internal.transport.Receiver;
import jasyncio.internal.transport.ServedByTask;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One TLS connection: a protocol to the transport below, which carries the records, and behind
/// [TlsTransport] a transport to the application's protocol above. Both may be TLS again.
///
/// | state | entered by | what happens in it |
/// |---|---|---|
/// | handshaking | construction | the [Handshake], once the transport below is there; the application knows of nothing yet |
/// | open | the handshake is done | all |
/// | closing | `close`, the peer's end | the queue is sent; data that arrive are dropped, up to a limit |
/// | closed | all is encrypted, and `close_notify` after it | waits for the peer to close, too, but not while it sends more than that |
/// | lost | both have closed, `abort`, any failure | nothing but the pending `connectionLost` |
///
/// It may be lost before the transport below is there, which is then aborted when it comes.
///
/// **The end of the peer's data** is its `close_notify`. An end of the connection without one may
/// be an attacker's doing; it breaks the connection unless the options say otherwise. Data that the
/// application has written are still sent in both cases.
///
/// **TLS 1.2** answers the peer's `close_notify` at once, and then takes no more. So the queue is
/// encrypted before an alert is looked at.
///
/// Mirrors `SSLProtocol`. Loop thread only, but for the tasks of the handshake.
public final class TlsProtocol implements BufferedProtocol, ServedByTask, Buffering {
  private enum State {
    HANDSHAKING,
    OPEN,
    CLOSING,
    CLOSED,
    LOST
  }

  private final TransportContext context;
  private final TlsOptions options;
  private final SSLEngine engine;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final Handshake handshake;
  private final Delivery delivery;
  private final Leftovers leftovers;
  private final TlsTransport transport;
  private final TimeLimit shutdownLimit;
  private @Nullable Transport lower;
  private Receiver application;

  // true if the application has had its connectionMade, and so must have its connectionLost
  private boolean introduced;

  private State state = State.HANDSHAKING;
  private @Nullable Throwable cause;
  private boolean endTold;
  private boolean paused;

  /// @param application the protocol above
  /// @param introduced true if it has a connection already, which becomes this one
  /// @throws IllegalArgumentException if `application` is not for streams of bytes
  TlsProtocol(
      Tls tls, TlsOptions options, SSLEngine engine, BaseProtocol application, boolean introduced) {
    this.context = tls.context();
    TlsBuffers buffers = tls.buffers();
    this.options = options;
    this.engine = engine;
    this.reader = new RecordReader(engine, buffers);
    this.writer = new RecordWriter(engine, buffers);
    this.handshake = new Handshake(this, tls.loop(), options, engine, reader, writer);
    this.delivery = new Delivery(reader, writer, buffers, this::failBy);
    this.leftovers = new Leftovers(reader, writer, buffers);
    this.transport = new TlsTransport(this, writer, context);
    this.shutdownLimit = new TimeLimit(tls.loop());
    this.application = Receiver.of(application);
    this.introduced = introduced;
  }

  // The handshake

  /// Takes records that came before this was the transport's protocol.
  void addEarly(byte[] records) {
    reader.add(records);
  }

  /// Counts the handshake among those of a server.
  void countAmong(OpenHandshakes openHandshakes) {
    handshake.countAmong(openHandshakes);
  }

  /// Begins over a transport that is open already. To be called on the loop's own thread: a virtual
  /// thread that is made in a task's would have the loop for its scheduler.
  void start(Transport below) {
    connectionMade(below);
    receiveIfWanted();
  }

  @Override
  public void connectionMade(BaseTransport made) {
    Transport below = (Transport) made;
    lower = below;
    if (state == State.LOST) { // closed, or lost, before its turn came
      below.abort();
      return;
    }
    writer.attach(below);
    try {
      handshake.begin();
    } catch (SSLException e) {
      fail(e);
    }
    process();
  }

  /// Suspends the current task until the handshake is done, and gives the transport above. On any
  /// failure, cancellation included, the connection is aborted.
  ///
  /// @param below the transport of which this is the protocol
  public Transport awaitReady(Transport below) {
    try {
      handshake.awaitDone(below);
      return transport;
    } catch (Throwable t) {
      below.abort();
      throw t;
    }
  }

  /// The handshake is done, and took `nanos`.
  void opened(long nanos) {
    state = State.OPEN;
    context.connectionEvents().handshakeDone(transport, nanos);
    if (!introduced) {
      introduced = true;
      try {
        application.protocol().connectionMade(transport);
      } catch (Throwable t) {
        failBy("connectionMade", t);
      }
    }
  }

  // For a server that shuts down, which knows the transport below only

  @Override
  public @Nullable Task<?> handler() {
    return ServedByTask.handlerOf(application.protocol());
  }

  @Override
  public void shutdownRequested() {
    if (introduced) {
      application.protocol().shutdownRequested();
    }
  }

  @Override
  public long bufferedBytes() {
    return (long) reader.held()
        + delivery.held()
        + writer.held()
        + Buffering.heldBy(application.protocol());
  }

  // Receiving

  @Override
  public ByteBuffer getBuffer(int sizeHint) {
    return reader.room();
  }

  @Override
  public void bufferUpdated(int count) {
    if (!takesMore()) {
      pauseLower();
    }
    process();
  }

  /// Goes as far as the records that have arrived allow.
  private void process() {
    if (handshake.isElsewhere()) {
      return;
    }
    reader.begin();
    try {
      while (step()) {}
    } catch (SSLException e) {
      fail(e);
    } catch (RuntimeException e) { // of the program's trust or key manager
      fail(new SSLException(e.toString(), e));
    } finally {
      reader.end();
    }
  }

  /// Tells whether another step may be possible.
  private boolean step() throws SSLException {
    return switch (state) {
      case HANDSHAKING -> handshake.step();
      case OPEN -> deliver();
      case CLOSING, CLOSED -> discard();
      case LOST -> false;
    };
  }

  private boolean deliver() throws SSLException {
    if (paused) {
      return false;
    }
    if (endTold) {
      leftovers.dropAll(); // bytes behind the end would otherwise be kept
      return false;
    }
    if (delivery.step(application)) {
      return true;
    }
    if (reader.isAtEnd()) {
      tellEnd();
      return true;
    }
    return false;
  }

  /// Drops data that arrive while this closes.
  private boolean discard() throws SSLException {
    if (reader.isAtEnd() || reader.isEmpty() || leftovers.areTooMany()) {
      leftovers.dropAll();
      stopIfTooMany();
      return false;
    }
    Status status = leftovers.dropRecord();
    stopIfTooMany();
    if (status == Status.CLOSED) {
      endWhileClosing();
    }
    return status == Status.OK || status == Status.BUFFER_OVERFLOW;
  }

  /// Stops to receive from a peer that goes on sending data that no code will read: from then on,
  /// only the queue is sent.
  private void stopIfTooMany() {
    if (!leftovers.areTooMany()) {
      return;
    }
    if (state == State.CLOSED) {
      finish();
    } else {
      pauseLower();
    }
  }

  private void endWhileClosing() throws SSLException {
    reader.endHere();
    if (state == State.CLOSED) {
      finish();
    } else {
      closeOutput();
    }
  }

  /// The transport below has come to its end.
  @Override
  public boolean eofReceived() {
    try {
      switch (state) {
        case HANDSHAKING -> leave(null);
        case OPEN -> cut();
        case CLOSING, CLOSED -> endWhileClosing();
        case LOST -> {}
      }
    } catch (SSLException e) {
      fail(e);
    }
    return true; // this closes the transport below when it is time
  }

  /// The connection has ended, with or without the peer's `close_notify`.
  private void cut() {
    if (reader.isAtEnd()) {
      return;
    }
    reader.endHere();
    if (!options.closeNotifyRequired() && !reader.holdsPart()) {
      process();
    } else {
      beginClose(
          named(
              new SSLException(
                  "the peer ended the connection without close_notify:"
                      + " what it sent may have been cut off")));
    }
  }

  private void tellEnd() {
    endTold = true;
    boolean keepOpen;
    try {
      keepOpen = application.eofReceived();
    } catch (Throwable t) {
      failBy("eofReceived", t);
      return;
    }
    if (!keepOpen || !reader.closesHalfway()) {
      close();
    }
  }

  boolean isReading() {
    return !isClosing() && !paused;
  }

  void pauseReading() {
    if (isReading()) {
      paused = true;
      pauseLower();
    }
  }

  void resumeReading() {
    if (paused && !isClosing()) {
      paused = false;
      context.loop().callSoon(this::proceed);
    }
  }

  /// Reads the records that had arrived when reading was paused, and then from the transport below.
  void proceed() {
    process();
    receiveIfWanted();
  }

  void pauseLower() {
    lower().pauseReading();
  }

  private void receiveIfWanted() {
    if (!paused && takesMore() && state != State.LOST) {
      lower().resumeReading();
    }
  }

  /// Tells whether to read on: while the engine is busy in another thread only to see the end of
  /// the connection, and some records that come before it.
  private boolean takesMore() {
    return handshake.isElsewhere() ? !reader.holdsMuch() : !leftovers.areTooMany();
  }

  // Sending

  /// Tells whether writes are taken. While this closes and still has something to send, they join
  /// the queue.
  boolean takesWrites() {
    return state == State.OPEN || (state == State.CLOSING && !writer.isEmpty());
  }

  /// Sends from the front of the queue.
  void flush() {
    try {
      writer.flush();
    } catch (SSLException e) {
      fail(e);
    }
  }

  /// The transport below has something queued.
  @Override
  public void pauseWriting() {
    writer.block();
  }

  /// The transport below has sent its queue.
  @Override
  public void resumeWriting() {
    writer.unblock();
    if (state == State.OPEN || state == State.CLOSING) {
      flush();
      transport.shrunk(); // at which the protocol may write
    }
    if (state == State.CLOSING) {
      try {
        closeOutput();
      } catch (SSLException e) {
        fail(e);
      }
    }
  }

  // The end

  boolean isClosing() {
    return state.compareTo(State.CLOSING) >= 0;
  }

  void close() {
    if (state == State.HANDSHAKING) {
      abort();
    } else if (state == State.OPEN) {
      beginClose(null);
    }
  }

  private void beginClose(@Nullable Throwable cause) {
    state = State.CLOSING;
    this.cause = cause;
    delivery.clear();
    shutdownLimit.start(options.shutdownTimeout(), this::shutdownExpired);
    if (paused) {
      paused = false;
      context.loop().callSoon(this::proceed); // the peer's close_notify may be among the records
    }
    try {
      writer.flush();
      closeOutput();
    } catch (SSLException e) {
      fail(e);
    }
  }

  /// Tells the peer that nothing more will come, if nothing is left to encrypt.
  private void closeOutput() throws SSLException {
    if (!writer.isEmpty()) {
      return;
    }
    state = State.CLOSED;
    engine.closeOutbound();
    writer.flushEngine();
    if (reader.isAtEnd() || leftovers.areTooMany()) {
      finish();
    } else if (lower().canWriteEof()) {
      lower().writeEof(); // a peer that does not answer close_notify may yet see this
    }
  }

  /// Ends the connection, once the queue below has gone out: both sides have closed.
  private void finish() {
    state = State.LOST;
    lower().close();
  }

  private void shutdownExpired() {
    lose(
        writer.isDrained()
            ? null // only the peer's answer is missing, which is not needed
            : named(
                new SocketTimeoutException(
                    "TLS not shut down within %s, %s bytes unsent"
                        .formatted(options.shutdownTimeout(), writer.size()))));
  }

  void abort() {
    lose(null);
  }

  /// Gives the connection up at once, because of `cause`.
  void giveUp(IOException cause) {
    lose(named(cause));
  }

  private void lose(@Nullable Throwable cause) {
    state = State.LOST;
    noteCause(cause);
    if (lower != null) {
      lower.abort();
    }
  }

  /// Gives the connection up, but lets an alert that was just sent get through.
  void leave(@Nullable Throwable cause) {
    if (state == State.LOST) {
      return;
    }
    if (writer.size() > 0) {
      lose(cause);
    } else {
      noteCause(cause);
      finish();
    }
  }

  /// Keeps the first cause.
  private void noteCause(@Nullable Throwable cause) {
    if (this.cause == null) {
      this.cause = cause;
    }
  }

  /// Gives a connection up that TLS has broken, and tells the peer why.
  void fail(SSLException failure) {
    try {
      engine.closeOutbound();
      writer.flushEngine(); // the alert that tells the peer why
    } catch (SSLException | RuntimeException e) {
      if (e != failure && e != failure.getCause()) {
        failure.addSuppressed(e);
      }
    }
    leave(state == State.CLOSED ? null : named(failure));
  }

  /// A callback of the application threw, so nothing is known of its state any more.
  private void failBy(String callback, Throwable cause) {
    try {
      report("Fatal error: protocol." + callback + "() call failed.", cause);
    } finally {
      leave(cause);
    }
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    shutdownLimit.stop();
    handshake.ended();
    // after a close that has sent everything, the peer's way of ending does not matter
    noteCause(state == State.CLOSED && writer.isDrained() ? null : cause);
    state = State.LOST;
    reader.clear();
    delivery.clear();
    if (!handshake.isDone()) {
      noteCause(named(new SocketException("Connection reset during the TLS handshake")));
      handshake.lost(Objects.requireNonNull(this.cause));
    }
    if (introduced) {
      try {
        application.protocol().connectionLost(this.cause);
      } catch (Throwable t) {
        report("protocol.connectionLost() failed", t);
      }
    }
  }

  private void report(String message, Throwable cause) {
    context.report(message, cause, transport, application.protocol());
  }

  private UncheckedIOException named(IOException cause) {
    return new UncheckedIOException(
        "connection with "
            + Addresses.describe(getExtraInfo(ExtraInfo.PEERNAME))
            + ": "
            + cause.getMessage(),
        cause);
  }

  // Facts

  private Transport lower() {
    return Objects.requireNonNull(lower, "not connected");
  }

  TlsTransport transport() {
    return transport;
  }

  BaseProtocol getProtocol() {
    return application.protocol();
  }

  void setProtocol(BaseProtocol protocol) {
    application = Receiver.of(protocol);
  }

  <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    if (TlsFacts.KEYS.contains(key)) {
      return handshake.isDone()
          ? key.type().cast(TlsFacts.of(key, options.context(), engine))
          : null;
    }
    return lower == null ? null : lower.getExtraInfo(key);
  }

  @Override
  public String toString() {
    return "TlsTransport[%s, %s, write buffer %s, over %s]"
        .formatted(
            state.name().toLowerCase(Locale.ROOT),
            isReading() ? "reading" : "not reading",
            writer.size(),
            lower);
  }
}
