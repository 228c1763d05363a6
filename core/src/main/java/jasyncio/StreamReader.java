package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.LookAhead;
import jasyncio.internal.stream.Inbox;
import jasyncio.internal.stream.Separators;
import jasyncio.internal.stream.StreamBuffer;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The receiving end of a stream of bytes, for tasks that read.
///
/// Bytes that arrive are buffered while no task waits for them; a read takes from the buffer, and
/// suspends only while it cannot be served from there. Reads give an empty array at the end of the
/// stream. A read that is cancelled has taken nothing, and so has one that runs into the limit,
/// except for a line, which is dropped.
///
/// **The limit** (64 KiB unless set) is the longest line; a call can set its own. It also bounds
/// the buffer: while no task waits, a socket receives until that holds the limit, and TLS no more
/// than one record beyond it; receiving goes on when half of it is read. Other transports stop once
/// the buffer holds more than twice the limit, until it has shrunk to the limit.
///
/// **One reader at a time.** If a task waits in a read, a read by another fails.
///
/// **Failure.** If the connection breaks, the read that waits and every later one throw the failure
/// that broke it, for sockets a [java.io.UncheckedIOException] that names the peer.
///
/// **Loop affinity.** Every method belongs to the stream's loop. Mirrors `asyncio.StreamReader`.
///
/// {@snippet lang="java":
/// for (var line : reader.lines()) {     // async for line in reader:
///   writer.write(line);                 //     writer.write(line)
///   await(writer.drain());              //     await writer.drain()
/// }
/// }
///
/// @see Asyncio#openConnection
/// @see StreamWriter
public final class StreamReader {
  private final Inbox inbox;

  // made once, since every line awaits it
  private final Coroutine<byte[]> readLine;

  /// A stream of the running loop, or else of the one set for this thread, with the default limit.
  ///
  /// @throws IllegalStateException if there is no such loop
  public StreamReader() {
    this(StreamBuffer.DEFAULT_LIMIT);
  }

  /// A stream of the running loop, or else of the one set for this thread, with another limit.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  /// @throws IllegalStateException if there is no such loop
  public StreamReader(int limit) {
    this(limit, TaskLoop.ofThread());
  }

  /// A stream of `loop`. For protocols that feed a stream; programs get theirs from
  /// [Asyncio#openConnection] and its siblings.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public StreamReader(int limit, EventLoop loop) {
    this(new Inbox(limit, loop));
  }

  StreamReader(Inbox inbox) {
    this.inbox = inbox;
    this.readLine = () -> inbox.readLine(this, inbox.limit());
  }

  Inbox inbox() {
    return inbox;
  }

  // Reading

  /// Reads to the end of the stream. Suspends until it is reached. Mirrors `reader.read()`.
  @CheckReturnValue
  public Coroutine<byte[]> read() {
    return () -> inbox.readToEnd(this);
  }

  /// Reads the bytes that are there, `n` at most; all to the end if `n` is negative. Suspends until
  /// there is at least one byte, or the end. Not bound by the limit. Mirrors `reader.read(n)`.
  ///
  /// @return from the awaiting call, one byte to `n`; nothing at the end, or if `n` is 0
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> read(int n) {
    return n < 0 ? read() : () -> inbox.readSome(this, n);
  }

  /// Reads a line with its `\n`; the last one may have none. Suspends until it is complete or the
  /// stream ends. Mirrors `reader.readline`.
  ///
  /// A line that is too long is dropped, as in asyncio, so that a program may catch the error and
  /// read on: the whole line if its `\n` has arrived, else all that has arrived of it; its rest is
  /// then read as a line. [#readUntil(byte\[\])] leaves it in the stream. Unlike asyncio's, which
  /// is a plain `ValueError`, the error says by its type what happened.
  ///
  /// @return from the awaiting call, the line; nothing at the end
  /// @throws LimitOverrunException from the awaiting call, if the line without its `\n` is longer
  ///   than the limit
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> readLine() {
    return readLine;
  }

  /// As [#readLine()], with another limit for this call. Beyond asyncio.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  @CheckReturnValue
  public Coroutine<byte[]> readLine(int limit) {
    Inbox.checkLimit(limit);
    return () -> inbox.readLine(this, limit);
  }

  /// Reads up to and including `separator`. Suspends until it is there. Mirrors `reader.readuntil`.
  ///
  /// @throws IllegalArgumentException if `separator` is empty
  /// @throws IncompleteReadException from the awaiting call, if the stream ends first: it holds the
  ///   bytes that were there, which are no longer in the stream
  /// @throws LimitOverrunException from the awaiting call, if more than the limit comes before the
  ///   separator; the bytes stay in the stream, so that reading on in the same way fails again
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> readUntil(byte[] separator) {
    return readUntil(List.of(separator));
  }

  /// As [#readUntil(byte\[\])], up to and including whichever separator is complete first; of two
  /// that end at the same byte, the shorter one counts.
  ///
  /// @throws IllegalArgumentException if there is no separator, or an empty one
  @CheckReturnValue
  public Coroutine<byte[]> readUntil(List<byte[]> separators) {
    return readUntil(separators, inbox.limit());
  }

  /// As [#readUntil(List)], with another limit for this call. Beyond asyncio.
  ///
  /// @throws IllegalArgumentException if there is no separator or an empty one, or if `limit` is
  ///   not positive
  @CheckReturnValue
  public Coroutine<byte[]> readUntil(List<byte[]> separators, int limit) {
    Inbox.checkLimit(limit);
    var wanted = Separators.of(separators);
    return () -> inbox.readUntil(this, wanted, limit);
  }

  /// Reads exactly `n` bytes. Suspends until they are there. Not bound by the limit. Mirrors
  /// `reader.readexactly`.
  ///
  /// @throws IllegalArgumentException if `n` is negative
  /// @throws IncompleteReadException from the awaiting call, if the stream ends first: it holds the
  ///   bytes that were there, which are no longer in the stream
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> readExactly(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n < 0: " + n);
    }
    return () -> inbox.readExactly(this, n);
  }

  /// Reads the bytes that are there into `target`, as many as it has room for. Suspends until there
  /// is at least one byte, or the end. Not in asyncio: for programs that bring their own buffer.
  ///
  /// The bytes that a socket without TLS has when the task resumes are received straight into
  /// `target`, so with a direct buffer this is the cheapest way to read. Nothing is put there
  /// before, and only then do position and limit become again what they were at the call: tasks of
  /// one loop may read into the same buffer, if each is done with its content before it awaits
  /// again.
  ///
  /// @return from the awaiting call, how many bytes, 0 only if there is no room; -1 at the end
  /// @throws java.nio.ReadOnlyBufferException if `target` is read-only
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<Integer> readInto(ByteBuffer target) {
    if (target.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return () -> inbox.readInto(this, target);
  }

  /// Reads a frame. Suspends until it is complete. Beyond asyncio.
  ///
  /// @return from the awaiting call, the frame; empty at the end of the stream
  /// @throws IncompleteReadException from the awaiting call, if the stream ends within a frame
  /// @throws LimitOverrunException from the awaiting call, if the frame is too long; [Framing] says
  ///   how the stream goes on
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public <T> Coroutine<Optional<T>> readFrame(Framing<T> framing) {
    var codec = framing.codec();
    return () -> Optional.ofNullable(codec.read(inbox, this));
  }

  /// The frames to come, as [#readFrame(Framing)] gives them, to the end of the stream; asking for
  /// the next one suspends. Beyond asyncio.
  public <T> Iterable<T> frames(Framing<T> framing) {
    var codec = framing.codec();
    return () -> new LookAhead<>(this, () -> codec.read(inbox, this));
  }

  /// The lines to come, as [#readLine()] gives them, to the end of the stream; asking for the next
  /// one suspends. Mirrors `async for line in reader`.
  public Iterable<byte[]> lines() {
    return () -> new LookAhead<>(this, this::nextLine);
  }

  /// As [#lines()], decoded; the `\n` is kept here, too. Bytes that cannot be decoded are replaced.
  public Iterable<String> lines(Charset charset) {
    return () ->
        new LookAhead<>(
            this,
            () -> {
              byte[] line = nextLine();
              return line == null ? null : new String(line, charset);
            });
  }

  private byte @Nullable [] nextLine() {
    byte[] line = inbox.readLine(this, inbox.limit());
    return line.length == 0 ? null : line;
  }

  /// True once the stream has ended and all of it was read. Mirrors `reader.at_eof`.
  public boolean atEof() {
    return inbox.atEof();
  }

  /// The exception that broke the stream, or null. Mirrors `reader.exception`.
  public @Nullable Throwable exception() {
    return inbox.failure();
  }

  // Feeding

  /// Appends `data`, whose array now belongs to the stream. Mirrors `reader.feed_data`.
  ///
  /// @throws IllegalStateException after [#feedEof()]
  public void feedData(byte[] data) {
    inbox.feedData(data);
  }

  /// Ends the stream; the bytes in the buffer can still be read. May be repeated. Mirrors
  /// `reader.feed_eof`.
  public void feedEof() {
    inbox.feedEof();
  }

  /// Breaks the stream: reads throw `exception` from now on, even if bytes are in the buffer.
  /// Mirrors `reader.set_exception`.
  public void setException(Throwable exception) {
    inbox.fail(exception);
  }

  @Override
  public String toString() {
    return inbox.toString();
  }
}
