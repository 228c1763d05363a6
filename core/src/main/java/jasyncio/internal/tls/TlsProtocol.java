package jasyncio.internal.tls;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.BufferedProtocol;
import jasyncio.EventLoop;
import jasyncio.ExtraInfo;
import jasyncio.FlowControl.WaterMarks;
import jasyncio.Future;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.DroppedWrites;
import jasyncio.internal.transport.Receiver;
import jasyncio.internal.transport.ServedByTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One TLS connection: a protocol to the transport below, which carries the records, and behind
/// [TlsTransport] a transport to the application's protocol above. Both may be TLS again.
///
/// | state | entered by | what happens in it |
/// |---|---|---|
/// | handshaking | construction | the engine talks; the application knows of nothing yet |
/// | open | the handshake is done | all |
/// | closing | `close`, the peer's end | what is left to send is sent; what comes is dropped |
/// | closed | all is encrypted, and `close_notify` after it | waits for the peer to close, too |
/// | lost | both have closed, `abort`, any failure | nothing but the pending `connectionLost` |
///
/// **The end of the peer's data** is its `close_notify`. An end of the connection without one may
/// be an attacker's doing; it breaks the connection unless the options say otherwise. What the
/// application has written is still sent in both cases.
///
/// **TLS 1.2** answers the peer's `close_notify` at once, and then takes no more. So what is left
/// to send is encrypted before an alert is looked at.
///
/// asyncio's `SSLProtocol`. Loop thread only, but for the tasks of the handshake.
public final class TlsProtocol implements BufferedProtocol, ServedByTask {
  private static final System.Logger LOG = System.getLogger("jasyncio");

  private enum State {
    HANDSHAKING,
    OPEN,
    CLOSING,
    CLOSED,
    LOST
  }

  private final Tls tls;
  private final EventLoop loop;
  private final TlsOptions options;
  private final SSLEngine engine;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final Delivery delivery;
  private final TlsTransport transport = new TlsTransport(this);
  private final Backpressure backpressure = new Backpressure(transport, this::report);
  private final DroppedWrites dropped = new DroppedWrites(transport);
  private @Nullable Transport lower;
  private Receiver application;

  // whether the application has had its connectionMade, and so shall have its connectionLost
  private boolean introduced;

  // done at the end of the handshake
  private @Nullable Future<Transport> ready;

  private State state = State.HANDSHAKING;
  private boolean handshaken;
  private long began;
  private @Nullable TimerHandle timer;
  private @Nullable Throwable cause;

  // whether the engine is busy in another thread, and so must not be touched
  private boolean tasksRunning;

  private boolean endTold;
  private boolean paused;

  // whether the transport below has told its end
  private boolean gone;

  /// @param application the protocol above
  /// @param introduced whether it has a connection already, which becomes this one
  /// @throws IllegalArgumentException if `application` is not for streams of bytes
  TlsProtocol(
      Tls tls, TlsOptions options, SSLEngine engine, BaseProtocol application, boolean introduced) {
    this.tls = tls;
    this.loop = tls.loop();
    this.options = options;
    this.engine = engine;
    this.reader = new RecordReader(engine, tls.buffers());
    this.writer = new RecordWriter(engine, tls.buffers());
    this.delivery = new Delivery(reader, writer, tls.buffers(), this::failBy);
    this.application = Receiver.of(application);
    this.introduced = introduced;
  }

  // The handshake

  /// Takes records that came before this was the transport's protocol.
  void addEarly(byte[] records) {
    reader.add(records);
  }

  /// Goes on with a transport that is open already. To be called on the loop's own thread: a
  /// virtual thread that is made in a task's would have the loop for its scheduler.
  void start(Transport below) {
    connectionMade(below);
    receiveIfWanted();
  }

  @Override
  public void connectionMade(BaseTransport made) {
    lower = (Transport) made;
    began = loop.time();
    writer.attach(lower);
    startTimer(options.handshakeTimeout(), this::handshakeExpired);
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      fail(e);
    }
    process();
  }

  /// Suspends the current task until the handshake is done, and gives the transport above. Whatever
  /// else happens, cancellation included, the connection is aborted.
  ///
  /// @param below what this is the protocol of
  public Transport awaitReady(Transport below) {
    try {
      if (!handshaken) {
        ready = loop.createFuture("TLS handshake", below);
        if (gone) {
          handshakeLost();
        }
        await(ready);
      }
      return transport;
    } catch (Throwable t) {
      below.abort();
      throw t;
    }
  }

  /// Whether the handshake could go on at once, if it has not come to its end.
  private boolean handshake() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        runTasks();
        yield false;
      }
      case NEED_WRAP -> {
        writer.flushEngine();
        yield true;
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
      case NOT_HANDSHAKING, FINISHED -> {
        open();
        yield true;
      }
    };
  }

  private boolean unwrapHandshake() throws SSLException {
    if (reader.isEmpty()) {
      return false;
    }
    Status status = reader.takeHandshake();
    if (status == Status.CLOSED) {
      throw new SSLException("the peer gave up the TLS handshake");
    }
    return status == Status.OK;
  }

  /// Has the engine's tasks done by the executor. Nothing is received meanwhile.
  private void runTasks() {
    tasksRunning = true;
    lower().pauseReading();
    try {
      loop.runInExecutor(options.taskExecutor(), this::runTasksElsewhere)
          .addDoneCallback(_ -> tasksDone());
    } catch (RejectedExecutionException e) {
      tasksRunning = false;
      leave(e);
    }
  }

  /// In the executor's thread. What a task throws, the engine gives to whoever asks it next.
  private int runTasksElsewhere() {
    int count = 0;
    for (Runnable task; (task = engine.getDelegatedTask()) != null; count++) {
      task.run();
    }
    return count;
  }

  private void tasksDone() {
    tasksRunning = false;
    process();
    receiveIfWanted();
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

  private void open() {
    stopTimer();
    reader.open();
    state = State.OPEN;
    handshaken = true;
    tls.connectionEvents().handshakeDone(transport, loop.time() - began);
    if (!introduced) {
      introduced = true;
      try {
        application.protocol().connectionMade(transport);
      } catch (Throwable t) {
        failBy("connectionMade", t);
      }
    }
    if (ready != null && !ready.done()) {
      ready.setResult(transport);
    }
  }

  private void handshakeExpired() {
    lose(
        named(
            new SocketTimeoutException(
                "no end of the TLS handshake within " + options.handshakeTimeout())));
  }

  // Receiving

  @Override
  public ByteBuffer getBuffer(int sizeHint) {
    return reader.room();
  }

  @Override
  public void bufferUpdated(int count) {
    process();
  }

  /// Goes as far as the records allow that have come in.
  private void process() {
    if (tasksRunning) {
      return;
    }
    reader.begin();
    try {
      while (step()) {}
    } catch (SSLException e) {
      fail(e);
    } finally {
      reader.end();
    }
  }

  /// Whether another step may be possible.
  private boolean step() throws SSLException {
    return switch (state) {
      case HANDSHAKING -> handshake();
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
      reader.clear(); // what comes behind the end would else be kept
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

  /// Where data that come while this closes go.
  private boolean discard() throws SSLException {
    if (reader.isAtEnd() || reader.isEmpty()) {
      reader.clear();
      return false;
    }
    ByteBuffer nowhere = tls.buffers().take();
    Status status;
    try {
      status = reader.decrypt(nowhere, writer);
    } finally {
      tls.buffers().give(nowhere);
    }
    if (status == Status.CLOSED) {
      endWhileClosing();
    }
    return status == Status.OK || status == Status.BUFFER_OVERFLOW;
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

  /// The end of the connection, with or without the peer's word that it means it.
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
      lower().pauseReading();
    }
  }

  void resumeReading() {
    if (paused && !isClosing()) {
      paused = false;
      loop.callSoon(this::goOn);
    }
  }

  /// Reads what has come before reading was paused, and then from the transport below.
  private void goOn() {
    process();
    receiveIfWanted();
  }

  private void receiveIfWanted() {
    if (!paused && !tasksRunning && state != State.LOST) {
      lower().resumeReading();
    }
  }

  // Sending

  /// @param owned whether the buffer may be kept
  void write(ByteBuffer data, boolean owned) {
    if (!data.hasRemaining() || refuses()) {
      data.position(data.limit());
      return;
    }
    try {
      writer.send(data);
    } catch (SSLException e) {
      fail(e);
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

  void write(List<ByteBuffer> pieces) {
    if (pieces.isEmpty() || refuses()) {
      return;
    }
    pieces.forEach(writer::add);
    flush();
    backpressure.grown(writer.size());
  }

  /// Whether a write is to be dropped. What is written while this closes and still has something to
  /// send goes with it.
  private boolean refuses() {
    if (state == State.OPEN || (state == State.CLOSING && !writer.isEmpty())) {
      return false;
    }
    dropped.count();
    return true;
  }

  private void flush() {
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

  /// The transport below has sent what it had.
  @Override
  public void resumeWriting() {
    writer.unblock();
    if (state == State.OPEN || state == State.CLOSING) {
      flush();
      backpressure.shrunk(writer.size()); // at which the protocol may write
    }
    if (state == State.CLOSING) {
      try {
        closeOutput();
      } catch (SSLException e) {
        fail(e);
      }
    }
  }

  int getWriteBufferSize() {
    return writer.size();
  }

  WaterMarks getWriteBufferLimits() {
    return backpressure.marks();
  }

  void setWriteBufferLimits(WaterMarks marks) {
    backpressure.marks(marks, writer.size());
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
    startTimer(options.shutdownTimeout(), this::shutdownExpired);
    if (paused) {
      paused = false;
      loop.callSoon(this::goOn); // the peer's close_notify may be among what was held back
    }
    try {
      writer.flush();
      closeOutput();
    } catch (SSLException e) {
      fail(e);
    }
  }

  /// Says that nothing more will come, if nothing is left to encrypt.
  private void closeOutput() throws SSLException {
    if (!writer.isEmpty()) {
      return;
    }
    state = State.CLOSED;
    engine.closeOutbound();
    writer.flushEngine();
    if (reader.isAtEnd()) {
      finish();
    } else if (lower().canWriteEof()) {
      lower().writeEof(); // a peer that does not answer close_notify may yet see this
    }
  }

  /// Both sides have closed: what was sent goes out, then the connection ends.
  private void finish() {
    state = State.LOST;
    lower().close();
  }

  private void shutdownExpired() {
    lose(
        writer.isDrained()
            ? null // only the peer's answer is missing, and nobody needs that
            : named(
                new SocketTimeoutException(
                    "TLS not shut down within %s, %d bytes unsent"
                        .formatted(options.shutdownTimeout(), writer.size()))));
  }

  void abort() {
    lose(null);
  }

  /// Gives the connection up at once.
  private void lose(@Nullable Throwable cause) {
    state = State.LOST;
    noteCause(cause);
    if (lower != null) {
      lower.abort();
    }
  }

  /// Gives the connection up, but lets an alert that was just sent get through.
  private void leave(@Nullable Throwable cause) {
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

  /// What happened first counts.
  private void noteCause(@Nullable Throwable cause) {
    if (this.cause == null) {
      this.cause = cause;
    }
  }

  private void fail(SSLException failure) {
    try {
      engine.closeOutbound();
      writer.flushEngine(); // the alert that tells the peer why
    } catch (SSLException e) {
      failure.addSuppressed(e);
    }
    leave(state == State.CLOSED ? null : named(failure));
  }

  /// A callback of the application threw, so nothing is known of its state any more.
  private void failBy(String callback, Throwable cause) {
    report("Fatal error: protocol." + callback + "() call failed.", cause);
    leave(cause);
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    gone = true;
    stopTimer();
    // who has closed, and sent everything, need not mind how the peer took it
    noteCause(state == State.CLOSED && writer.isDrained() ? null : cause);
    state = State.LOST;
    reader.clear();
    delivery.clear();
    if (!handshaken) {
      handshakeLost();
    }
    if (introduced) {
      try {
        application.protocol().connectionLost(this.cause);
      } catch (Throwable t) {
        report("protocol.connectionLost() failed", t);
      }
    }
  }

  private void handshakeLost() {
    noteCause(named(new SocketException("Connection reset during the TLS handshake")));
    if (ready == null) {
      LOG.log(Level.DEBUG, "TLS handshake failed", cause);
    } else if (!ready.done()) {
      ready.setException(Objects.requireNonNull(cause));
    }
  }

  private void startTimer(Duration limit, Runnable expired) {
    stopTimer();
    timer = loop.callLater(limit, expired);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void report(String message, Throwable cause) {
    tls.report(message, cause, transport, application.protocol());
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
      return handshaken ? key.type().cast(TlsFacts.of(key, options.context(), engine)) : null;
    }
    return lower == null ? null : lower.getExtraInfo(key);
  }

  @Override
  public String toString() {
    return "TlsTransport[%s, %s, write buffer %d, over %s]"
        .formatted(
            state.name().toLowerCase(Locale.ROOT),
            isReading() ? "reading" : "not reading",
            writer.size(),
            lower);
  }
}
