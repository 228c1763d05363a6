package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.stream.StreamBuffer;
import jasyncio.internal.transport.PullableTransport;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The receiving end of a stream of bytes, for tasks that read.
///
/// What arrives is buffered while no task waits for it; a read takes from the buffer, and suspends
/// only while it cannot be served from there. Reads give an empty array at the end of the stream. A
/// read that is cancelled, or that runs into the limit, has taken nothing.
///
/// **The limit** (64 KiB unless set) is how long a line may be; a call can set its own. It also
/// bounds the buffer: once that holds more than twice the limit the transport stops receiving,
/// until it has shrunk to the limit.
///
/// **One reader at a time.** If a task waits in a read, a read by another fails.
///
/// **Failure.** If the connection breaks, the read that waits and every later one throw what broke
/// it, for sockets a [java.io.UncheckedIOException] that names the peer.
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
  static final int DEFAULT_LIMIT = 64 * 1024; // asyncio's

  // less is not worth a system call of its own
  private static final int SMALLEST_PORTION = 16 * 1024;

  private static final byte[] NONE = {};
  private static final byte[][] NEWLINE = {{'\n'}};

  private final EventLoop loop;
  private final int limit;

  // made once, since every line awaits it
  private final Coroutine<byte[]> readLine;
  private final StreamBuffer buffer = new StreamBuffer();
  private @Nullable ReadTransport transport;
  private @Nullable Throwable exception;
  private boolean eof;

  // whether this has paused the transport
  private boolean paused;

  // What the one task that waits is doing, and how many bytes would satisfy it if that is known.
  // The waiter stays here until its task has gone on, so that no second one can slip in.
  private @Nullable Future<StreamReader> waiter;
  private String waitingIn = "";
  private int wanted;

  // whether there is something for it at the transport
  private boolean pullable;

  /// A stream of the running loop, or else of the one set for this thread, with the default limit.
  ///
  /// @throws IllegalStateException if there is no such loop
  public StreamReader() {
    this(DEFAULT_LIMIT);
  }

  /// As above, with another limit.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  /// @throws IllegalStateException if there is no loop
  public StreamReader(int limit) {
    this(limit, TaskLoop.ofThread());
  }

  /// A stream of `loop`. For protocols that feed a stream; programs get theirs from
  /// [Asyncio#openConnection] and its siblings.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public StreamReader(int limit, EventLoop loop) {
    checkLimit(limit);
    this.limit = limit;
    this.loop = Objects.requireNonNull(loop, "loop");
    this.readLine = () -> readLineNow(limit);
  }

  // Reading

  /// Reads to the end of the stream. Suspends until it is reached. Mirrors `reader.read()`.
  @CheckReturnValue
  public Coroutine<byte[]> read() {
    return read(-1);
  }

  /// Reads what is there, `n` bytes at most; all to the end if `n` is negative. Suspends until
  /// there is at least one byte, or the end. Not bound by the limit. Mirrors `reader.read(n)`.
  ///
  /// @return from the awaiting call, one byte to `n`; nothing at the end, or if `n` is 0
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> read(int n) {
    return () -> n < 0 ? readToEnd() : readSome(n);
  }

  private byte[] readSome(int n) {
    throwIfFailed();
    if (n == 0) {
      return NONE;
    }
    while (buffer.isEmpty() && !eof) {
      awaitData("read", 1, n);
    }
    return take(Math.min(n, buffer.size()));
  }

  private byte[] readToEnd() {
    throwIfFailed();
    while (!eof) {
      awaitData("read", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    return take(buffer.size());
  }

  /// Reads a line with its `\n`; the last one may have none. Suspends until it is complete or the
  /// stream ends. Mirrors `reader.readline`.
  ///
  /// Unlike asyncio's, a line that is too long stays in the stream, and the error says so by its
  /// type.
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
    checkLimit(limit);
    return () -> readLineNow(limit);
  }

  byte[] readLineNow(int limit) {
    int end = awaitSeparator("readLine", NEWLINE, limit);
    return take(end < 0 ? buffer.size() : end);
  }

  private static void checkLimit(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
  }

  /// Reads up to and including `separator`. Suspends until it is there. Mirrors `reader.readuntil`.
  ///
  /// @throws IllegalArgumentException if `separator` is empty
  /// @throws IncompleteReadException from the awaiting call, if the stream ends first: it holds
  ///   what was there, which is no longer in the stream
  /// @throws LimitOverrunException from the awaiting call, if more than the limit comes before the
  ///   separator
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
    return readUntil(separators, limit);
  }

  /// As [#readUntil(List)], with another limit for this call. Beyond asyncio.
  ///
  /// @throws IllegalArgumentException if there is no separator or an empty one, or if `limit` is
  ///   not positive
  @CheckReturnValue
  public Coroutine<byte[]> readUntil(List<byte[]> separators, int limit) {
    checkLimit(limit);
    byte[][] wanted = separators.toArray(byte[][]::new);
    if (wanted.length == 0) {
      throw new IllegalArgumentException("readUntil() needs a separator");
    }
    for (byte[] separator : wanted) {
      if (separator.length == 0) {
        throw new IllegalArgumentException("separator of no bytes");
      }
    }
    return () -> readThrough(wanted, limit);
  }

  private byte[] readThrough(byte[][] separators, int limit) {
    int end = awaitSeparator("readUntil", separators, limit);
    if (end < 0) {
      throw new IncompleteReadException(buffer.takeAll(), null);
    }
    return take(end);
  }

  /// Where the first of `separators` ends, once it is there; -1 if the stream ends before.
  private int awaitSeparator(String operation, byte[][] separators, int limit) {
    throwIfFailed();
    int searched = 0; // no separator begins before this
    while (true) {
      int end = findEnd(separators, searched, limit);
      if (end >= 0) {
        return end;
      }
      searched = Math.max(searched, buffer.size() + 1 - longest(separators));
      if (searched > limit) {
        throw new LimitOverrunException(
            "no separator within the limit of " + limit + " bytes: " + this, searched);
      }
      if (eof) {
        return -1;
      }
      // the buffer takes twice the stream's limit by itself
      awaitData(operation, limit > this.limit ? limit : 0, Integer.MAX_VALUE);
    }
  }

  private int findEnd(byte[][] separators, int from, int limit) {
    int start = -1;
    int end = -1;
    for (byte[] separator : separators) {
      int at = buffer.indexOf(separator, from);
      int atEnd = at + separator.length;
      if (at >= 0 && (end < 0 || atEnd < end || (atEnd == end && at > start))) {
        start = at;
        end = atEnd;
      }
    }
    if (start > limit) {
      throw new LimitOverrunException(
          "%d bytes before the separator, more than the limit of %d: %s"
              .formatted(start, limit, this),
          start);
    }
    return end;
  }

  private static int longest(byte[][] separators) {
    int longest = 0;
    for (byte[] separator : separators) {
      longest = Math.max(longest, separator.length);
    }
    return longest;
  }

  /// Reads exactly `n` bytes. Suspends until they are there. Not bound by the limit. Mirrors
  /// `reader.readexactly`.
  ///
  /// @throws IllegalArgumentException if `n` is negative
  /// @throws IncompleteReadException from the awaiting call, if the stream ends first: it holds
  ///   what was there, which is no longer in the stream
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<byte[]> readExactly(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n < 0: " + n);
    }
    return () -> readAllOf(n);
  }

  private byte[] readAllOf(int n) {
    if (!awaitBytes("readExactly", n)) {
      throw incomplete(n);
    }
    return take(n);
  }

  /// Suspends the current task until `n` bytes are there; false if the stream ends before.
  boolean awaitBytes(String operation, int n) {
    throwIfFailed();
    while (buffer.size() < n) {
      if (eof) {
        return false;
      }
      awaitData(operation, n, n);
    }
    return true;
  }

  /// Takes what is left of a stream that ended before `expected` bytes were there.
  IncompleteReadException incomplete(int expected) {
    return new IncompleteReadException(buffer.takeAll(), expected);
  }

  /// Reads what is there into `target`, as much as it has room for. Suspends until there is at
  /// least one byte, or the end. Not in asyncio: for programs that bring their own buffer.
  ///
  /// What a socket without TLS has when the task goes on is received straight into `target`, so
  /// with a direct buffer this is the cheapest way to read. Nothing is put there before, and only
  /// then do position and limit become again what they were at the call: tasks of one loop may read
  /// into the same buffer, if each is done with its content before it awaits again.
  ///
  /// @return from the awaiting call, how many bytes, 0 only if there is no room; -1 at the end
  /// @throws java.nio.ReadOnlyBufferException if `target` is read-only
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public Coroutine<Integer> readInto(ByteBuffer target) {
    if (target.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return () -> readSomeInto(target);
  }

  private int readSomeInto(ByteBuffer target) {
    throwIfFailed();
    if (!target.hasRemaining()) {
      return 0;
    }
    int position = target.position();
    int limit = target.limit();
    while (buffer.isEmpty() && !eof) {
      PullableTransport source = awaitNews("readInto", 1);
      target.limit(limit).position(position); // another task may have used it meanwhile
      int count = source == null || !buffer.isEmpty() ? 0 : source.pull(target);
      if (count > 0) {
        return count;
      }
    }
    int count = buffer.isEmpty() ? -1 : buffer.take(target);
    resumeTransportIfDrained();
    return count;
  }

  /// Reads a frame. Suspends until it is there whole. Beyond asyncio.
  ///
  /// @return from the awaiting call, the frame; empty at the end of the stream
  /// @throws IncompleteReadException from the awaiting call, if the stream ends within a frame
  /// @throws LimitOverrunException from the awaiting call, if the frame is too long; it stays in
  ///   the stream
  /// @throws IllegalStateException from the awaiting call, if another task waits in a read
  @CheckReturnValue
  public <T> Coroutine<Optional<T>> readFrame(Framing<T> framing) {
    return () -> Optional.ofNullable(framing.read(this));
  }

  /// The frames to come, as [#readFrame(Framing)] gives them, to the end of the stream; asking for
  /// the next one suspends. Beyond asyncio.
  public <T> Iterable<T> frames(Framing<T> framing) {
    return () -> new Upcoming<>(() -> framing.read(this));
  }

  /// The lines to come, as [#readLine()] gives them, to the end of the stream; asking for the next
  /// one suspends. Mirrors `async for line in reader`.
  public Iterable<byte[]> lines() {
    return () -> new Upcoming<>(this::nextLine);
  }

  /// As [#lines()], decoded; the `\n` is kept here, too. What cannot be decoded is replaced.
  public Iterable<String> lines(Charset charset) {
    return () ->
        new Upcoming<>(() -> {
          byte[] line = nextLine();
          return line == null ? null : new String(line, charset);
        });
  }

  private byte @Nullable [] nextLine() {
    byte[] line = readLineNow(limit);
    return line.length == 0 ? null : line;
  }

  /// Whether the stream has ended and all of it was read. Mirrors `reader.at_eof`.
  public boolean atEof() {
    return eof && buffer.isEmpty();
  }

  /// What broke the stream, or null. Mirrors `reader.exception`.
  public @Nullable Throwable exception() {
    return exception;
  }

  void throwIfFailed() {
    Throwable exception = this.exception;
    if (exception != null) {
      throw Sneaky.<RuntimeException>unchecked(exception);
    }
  }

  byte[] take(int count) {
    byte[] data = buffer.take(count);
    resumeTransportIfDrained();
    return data;
  }

  /// Suspends the current task until there is more.
  ///
  /// @param wanted how many bytes in all would do, if that is known
  /// @param most how many are of use
  private void awaitData(String operation, int wanted, int most) {
    PullableTransport source = awaitNews(operation, wanted);
    if (source != null) {
      int left = most - buffer.size();
      byte[] data = source.pull(left >= SMALLEST_PORTION ? left : Integer.MAX_VALUE);
      if (data.length > 0) {
        append(data, wanted);
      }
    }
  }

  /// Suspends the current task until something was fed, or can be pulled from what this gives.
  private @Nullable PullableTransport awaitNews(String operation, int wanted) {
    if (waiter != null) {
      throw new IllegalStateException(
          "%s() on %s: another task waits in %s(); let one task at a time read from a stream"
              .formatted(operation, this, waitingIn));
    }
    throwIfFailed(); // it may have broken since the data came that did not suffice
    resumeTransport(); // else a read of more than the buffer holds would wait for ever
    Future<StreamReader> waiter = new Waiter<>(loop, operation, this);
    this.waiter = waiter;
    this.waitingIn = operation;
    this.wanted = wanted;
    try {
      await(waiter);
      return pullable && transport instanceof PullableTransport source ? source : null;
    } finally {
      this.waiter = null;
      this.wanted = 0;
      this.pullable = false;
    }
  }

  /// The first `bytes` bytes, which must be there, as a number with the highest byte first.
  long peekNumber(int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = (number << 8) | (buffer.get(i) & 0xFF);
    }
    return number;
  }

  private void resumeTransportIfDrained() {
    if (paused && buffer.size() <= limit) {
      resumeTransport();
    }
  }

  private void resumeTransport() {
    if (paused && transport != null) {
      paused = false;
      transport.resumeReading();
    }
  }

  // Feeding

  /// The transport has something: whether the task that waits will pull it.
  boolean wakeToPull() {
    if (waiter != null && !waiter.done()) {
      pullable = true;
      wake();
    }
    return pullable;
  }

  /// Appends `data`, whose array now belongs to the stream. Mirrors `reader.feed_data`.
  ///
  /// @throws IllegalStateException after [#feedEof()]
  public void feedData(byte[] data) {
    if (eof) {
      throw new IllegalStateException("feedData() after feedEof() on " + this);
    }
    if (data.length > 0) {
      append(data, wanted);
      wake();
    }
  }

  /// @param wanted how many bytes in all are waited for, also if the task has just gone on to fetch
  ///   them
  private void append(byte[] data, int wanted) {
    buffer.add(data, wanted);
    pauseTransportIfFull(wanted);
  }

  private void pauseTransportIfFull(int wanted) {
    int size = buffer.size();
    if (size > 2L * limit && size >= wanted && !paused && transport != null) {
      paused = true;
      transport.pauseReading();
    }
  }

  /// Ends the stream; what is buffered can still be read. May be repeated. Mirrors
  /// `reader.feed_eof`.
  public void feedEof() {
    eof = true;
    wake();
  }

  private void wake() {
    if (waiter != null && !waiter.done()) {
      waiter.setResult(this);
    }
  }

  /// Breaks the stream: reads throw `exception` from now on, whatever is buffered. Mirrors
  /// `reader.set_exception`.
  public void setException(Throwable exception) {
    this.exception = Objects.requireNonNull(exception, "exception");
    if (waiter != null && !waiter.done()) {
      waiter.setException(exception);
    }
  }

  /// Removes what is buffered, and gives it.
  byte[] takeUnread() {
    return take(buffer.size());
  }

  /// Whose receiving the stream pauses when it is full.
  void setTransport(ReadTransport transport) {
    this.transport = transport;
  }

  @Override
  public String toString() {
    var facts = new StringJoiner(", ", "StreamReader[", "]");
    facts.add(buffer.size() + " bytes");
    if (eof) {
      facts.add("eof");
    }
    if (limit != DEFAULT_LIMIT) {
      facts.add("limit=" + limit);
    }
    if (waiter != null) {
      facts.add("waiter=" + waitingIn);
    }
    if (exception != null) {
      facts.add("exception=" + exception);
    }
    if (transport != null) {
      facts.add("transport=" + transport);
    }
    if (paused) {
      facts.add("paused");
    }
    return facts.toString();
  }

  /// What `source` gives, until it gives null.
  private final class Upcoming<T> implements Iterator<T> {
    private final Supplier<@Nullable T> source;

    // read, but not handed out yet
    private @Nullable T next;

    Upcoming(Supplier<@Nullable T> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = source.get();
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more in " + StreamReader.this);
      }
      T result = Objects.requireNonNull(next);
      next = null;
      return result;
    }
  }
}
