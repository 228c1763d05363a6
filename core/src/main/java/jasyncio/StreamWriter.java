package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Await;
import jasyncio.internal.stream.DrainGate;
import jasyncio.internal.stream.StreamProtocol;
import jasyncio.internal.stream.WriterHabits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The sending end of a stream of bytes, for tasks that write.
///
/// Writing never suspends: bytes that the system does not take are queued. Await [#drain()] after
/// writing, so that a slow peer slows the task down instead of filling the memory:
///
/// {@snippet lang="java":
/// writer.write(data);
/// await(writer.drain());
/// }
///
/// and at the end close it:
///
/// {@snippet lang="java":
/// writer.close();
/// await(writer.waitClosed());
/// }
///
/// **Loop affinity.** Every method belongs to the stream's loop. Mirrors `asyncio.StreamWriter`.
///
/// @see Asyncio#openConnection
/// @see StreamReader
public final class StreamWriter {
  private Transport transport;
  private final DrainGate gate;
  private final WriterHabits habits = new WriterHabits();
  private final @Nullable StreamReader reader;

  StreamWriter(Transport transport, DrainGate gate, @Nullable StreamReader reader) {
    this.transport = transport;
    this.gate = gate;
    this.reader = reader;
  }

  /// Sends `data`, whose array now belongs to the stream and must not be changed any more. Mirrors
  /// `writer.write`.
  ///
  /// Data are dropped once the connection is lost; [#drain()] throws then. A program that writes
  /// after [#close()], or writes on and on to a slow peer without ever awaiting `drain`, gets a
  /// warning in the log, once.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  public void write(byte[] data) {
    habits.writing(transport);
    transport.write(data);
  }

  /// As [#write(byte\[\])], with the remaining bytes of `data`. They are sent or copied before the
  /// call returns, so that the buffer can be used again.
  public void write(ByteBuffer data) {
    habits.writing(transport);
    transport.write(data);
  }

  /// As [#write(byte\[\])], with `text` in UTF-8.
  public void write(String text) {
    habits.writing(transport);
    transport.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends several pieces in as few system calls as possible; nothing is put between them. Mirrors
  /// `writer.writelines`.
  ///
  /// @throws IllegalStateException after [#writeEof()]
  public void writeLines(Iterable<byte[]> data) {
    habits.writing(transport);
    transport.writeLines(data);
  }

  /// Suspends while more is queued than the transport's high-water mark, until the queue has shrunk
  /// to the low one; otherwise returns at once. Mirrors `writer.drain`.
  ///
  /// Any number of tasks may wait here. Cancelling takes back nothing that was written.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if the connection is lost
  @CheckReturnValue
  public Coroutine<Void> drain() {
    return Coroutine.of(this::awaitDrained); // no field: with many writers that is a cache miss
  }

  private void awaitDrained() {
    habits.draining();
    if (reader != null) {
      reader.inbox().throwIfFailed();
    }
    if (transport.isClosing()) {
      // Lets connectionLost come through: a loop of write and drain would never see it otherwise.
      Await.turn();
    }
    gate.awaitDrained(this);
  }

  /// Closes both directions once all written bytes are sent. Returns at once. May be repeated.
  /// Mirrors `writer.close`.
  public void close() {
    habits.closing();
    transport.close();
  }

  /// True once the stream is closed or on its way there. Mirrors `writer.is_closing`.
  public boolean isClosing() {
    return transport.isClosing();
  }

  /// Suspends until the stream is closed; to be awaited after [#close()]. Mirrors
  /// `writer.wait_closed`.
  ///
  /// Any number of tasks may wait here; cancelling one leaves the others alone.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if the connection broke
  @CheckReturnValue
  public Coroutine<Void> waitClosed() {
    return Coroutine.of(() -> gate.awaitLost(this));
  }

  /// True if the connection ended with `failure`.
  boolean isBrokenBy(Exception failure) {
    return gate.cause() == failure;
  }

  /// True once the server that has this connection is shutting down, so that its handler should
  /// come to an end; see [Server#shutdown(java.time.Duration)]. Never true on the side that
  /// connected. Beyond asyncio.
  public boolean isShutdownRequested() {
    return gate.isShutdownRequested();
  }

  /// Suspends until the server that has this connection shuts down; for good if there is none. To
  /// be run beside a read, which loses nothing when it is cancelled. Beyond asyncio.
  @CheckReturnValue
  public Coroutine<Void> shutdownRequested() {
    return Coroutine.of(() -> gate.awaitShutdownRequest(this));
  }

  /// Sends a frame. Beyond asyncio.
  ///
  /// @throws LimitOverrunException if it is longer than the framing allows
  /// @throws IllegalArgumentException if it cannot be told apart, as a line with an end in it
  /// @throws IllegalStateException after [#writeEof()]
  public <T> void writeFrame(Framing<T> framing, T frame) {
    write(framing.codec().encode(frame));
  }

  /// True if [#writeEof()] works here. Mirrors `writer.can_write_eof`.
  public boolean canWriteEof() {
    return transport.canWriteEof();
  }

  /// Tells the peer that no more will come, once all written bytes are sent; reading goes on.
  /// Mirrors `writer.write_eof`.
  ///
  /// @throws UnsupportedOperationException if [#canWriteEof()] is false
  public void writeEof() {
    transport.writeEof();
  }

  /// Secures the stream with TLS, from the next byte on in both directions; the options say which
  /// of the two sides is the server. Mirrors `writer.start_tls`.
  ///
  /// Suspends until the written bytes are nearly sent (as [#drain()]) and the handshake is done;
  /// cancelling aborts the connection. Bytes that the peer has sent and that were not read yet
  /// count as the beginning of the handshake. No task may be reading meanwhile.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the options are those of a client
  ///   without a `serverHostname`
  /// @throws IllegalStateException from the awaiting call, if the stream is closing
  /// @throws java.io.UncheckedIOException from the awaiting call, if the handshake fails
  /// @see EventLoop#startTls
  @CheckReturnValue
  public Coroutine<Void> startTls(TlsOptions options) {
    Objects.requireNonNull(options, "options");
    return Coroutine.of(() -> secure(options));
  }

  private void secure(TlsOptions options) {
    if (!(transport.getProtocol() instanceof StreamProtocol protocol)) {
      throw new IllegalStateException("startTls() on " + this + ": its protocol was replaced");
    }
    awaitDrained();
    Transport secured = await(gate.loop().startTls(transport, protocol, options));
    protocol.replaceTransport(secured);
    transport = secured;
  }

  /// The transport's value for `key`, or null. Mirrors `writer.get_extra_info`.
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return transport.getExtraInfo(key);
  }

  /// As [#getExtraInfo(ExtraInfo)], by asyncio's name.
  public @Nullable Object getExtraInfo(String name) {
    return transport.getExtraInfo(name);
  }

  /// The transport that moves the bytes. Mirrors `writer.transport`.
  public Transport transport() {
    return transport;
  }

  @Override
  public String toString() {
    return "StreamWriter[transport=" + TextForms.ofObject(transport) + "]";
  }
}
