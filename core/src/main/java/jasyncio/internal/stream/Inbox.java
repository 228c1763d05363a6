package jasyncio.internal.stream;

import static jasyncio.internal.loop.Await.await;

import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.IncompleteReadException;
import jasyncio.LimitOverrunException;
import jasyncio.ReadTransport;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.transport.PullableTransport;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The bytes of a stream between the transport that delivers them and the task that reads them.
///
/// A protocol feeds the inbox; a [jasyncio.StreamReader] is its face for programs, and has the
/// manual of each operation. Bytes are buffered while no task waits. A task that waits is woken
/// when some arrive: by a transport that hands them over, or else by one from which the task then
/// pulls them for itself, which saves a copy.
///
/// The reads suspend the current task. Each takes the reader on which the program called, for two
/// reasons: the waiting future names it, and keeps it reachable, so that a [StreamGuard] does not
/// take a stream for dropped while a task waits at it.
///
/// Loop thread only.
public final class Inbox {
  // less is not worth a system call of its own
  private static final int SMALLEST_PORTION = 16 * 1024;

  private static final byte[] NONE = {};

  private final EventLoop loop;
  private final int limit;
  private final StreamBuffer buffer = new StreamBuffer();
  private @Nullable ReadTransport transport;
  private @Nullable Throwable failure;
  private boolean ended;

  // the bytes still to arrive of a frame that is dropped
  private long toDrop;

  // true while the inbox has paused the transport, until it holds no more than `resumeSize` bytes
  private boolean paused;
  private int resumeSize;

  // The future of the one task that waits, its operation, and the size of the buffer that would
  // satisfy it, if that is known. The future stays here until its task has resumed, so that no
  // second one can slip in.
  private @Nullable Future<Inbox> waiter;
  private String waitingIn = "";
  private int wanted;

  // true if the task that was woken has bytes to pull from the transport
  private boolean pullable;

  /// @param limit the longest line, and half of the size from which on the transport is paused
  /// @throws IllegalArgumentException if `limit` is not positive
  public Inbox(int limit, EventLoop loop) {
    checkLimit(limit);
    this.limit = limit;
    this.loop = Objects.requireNonNull(loop, "loop");
  }

  /// Checks the limit of a stream.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public static void checkLimit(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
  }

  public int limit() {
    return limit;
  }

  // Reading

  /// Takes the bytes that are there, `n` at most, once there are any; none at the end.
  public byte[] readSome(Object reader, int n) {
    throwIfFailed();
    if (n == 0) {
      return NONE;
    }
    while (buffer.isEmpty() && !ended) {
      awaitData(reader, "read", 1, n);
    }
    return take(Math.min(n, buffer.size()));
  }

  /// Takes all bytes, once the stream has ended.
  public byte[] readToEnd(Object reader) {
    throwIfFailed();
    while (!ended) {
      awaitData(reader, "read", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    return take(buffer.size());
  }

  /// Takes a line, or the rest at the end. Drops one that is too long, as
  /// [jasyncio.StreamReader#readLine()] says.
  public byte[] readLine(Object reader, int limit) {
    try {
      int end = awaitSeparator(reader, "readLine", Separators.NEWLINE, limit);
      return take(end < 0 ? buffer.size() : end);
    } catch (LimitOverrunException e) {
      dropLine(e.consumed());
      throw e;
    }
  }

  private void dropLine(int length) {
    boolean complete = length < buffer.size() && buffer.get(length) == '\n';
    buffer.drop(complete ? length + 1 : buffer.size());
    resumeTransportIfDrained();
  }

  /// Takes all bytes up to and including whichever separator is complete first.
  ///
  /// @throws IncompleteReadException if the stream ends before, with the bytes that were there
  public byte[] readUntil(Object reader, Separators separators, int limit) {
    int end = awaitSeparator(reader, "readUntil", separators, limit);
    if (end < 0) {
      throw new IncompleteReadException(buffer.takeAll(), null);
    }
    return take(end);
  }

  /// The position after the separator that is complete first, once there is one; -1 if the stream
  /// ends before.
  private int awaitSeparator(Object reader, String operation, Separators separators, int limit) {
    throwIfFailed();
    int searched = 0; // no separator begins before this
    while (true) {
      int end = separators.findEnd(buffer, searched, limit, this);
      if (end >= 0) {
        return end;
      }
      searched = Math.max(searched, separators.firstPossible(buffer.size()));
      if (searched > limit) {
        throw new LimitOverrunException(
            "no separator within the limit of " + limit + " bytes: " + this, searched);
      }
      if (ended) {
        return -1;
      }
      // the buffer takes twice the stream's limit by itself
      awaitData(reader, operation, limit > this.limit ? limit : 0, Integer.MAX_VALUE);
    }
  }

  /// Takes exactly `n` bytes.
  ///
  /// @throws IncompleteReadException if the stream ends before, with the bytes that were there
  public byte[] readExactly(Object reader, int n) {
    if (!awaitBytes(reader, "readExactly", n)) {
      throw incomplete(n);
    }
    return take(n);
  }

  /// Suspends the current task until `n` bytes are there; false if the stream ends before.
  boolean awaitBytes(Object reader, String operation, int n) {
    throwIfFailed();
    while (buffer.size() < n) {
      if (ended) {
        return false;
      }
      awaitData(reader, operation, n, n);
    }
    return true;
  }

  /// Takes the rest of a stream that ended before `expected` bytes were there.
  IncompleteReadException incomplete(int expected) {
    return new IncompleteReadException(buffer.takeAll(), expected);
  }

  /// Takes the bytes that are there into `target`, once there are any; -1 at the end.
  public int readInto(Object reader, ByteBuffer target) {
    throwIfFailed();
    if (!target.hasRemaining()) {
      return 0;
    }
    int position = target.position();
    int limit = target.limit();
    while (buffer.isEmpty() && !ended) {
      PullableTransport source = awaitNews(reader, "readInto", 1);
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

  /// True once the stream has ended and all of it was read.
  public boolean atEof() {
    return ended && buffer.isEmpty();
  }

  /// The exception that broke the stream, or null.
  public @Nullable Throwable failure() {
    return failure;
  }

  public void throwIfFailed() {
    Throwable failure = this.failure;
    if (failure != null) {
      throw Sneaky.<RuntimeException>unchecked(failure);
    }
  }

  /// Takes the first `count` bytes, which must be there.
  byte[] take(int count) {
    byte[] data = buffer.take(count);
    resumeTransportIfDrained();
    return data;
  }

  /// Takes the bytes that the program has not read.
  public byte[] takeUnread() {
    return take(buffer.size());
  }

  /// Puts `data` back at the front, for a read that cannot use all it took.
  public void putBack(byte[] data) {
    buffer.addFirst(data);
    if (!ended) {
      pauseTransportIfFull(0);
    }
  }

  /// Drops the next `count` bytes; those that have not arrived are left to [#awaitDropped].
  void drop(long count) {
    int there = (int) Math.min(count, buffer.size());
    buffer.drop(there);
    toDrop = count - there;
    resumeTransportIfDrained();
  }

  /// Suspends the current task until all bytes are dropped that [#drop(long)] was given, or the
  /// stream ends.
  void awaitDropped(Object reader, String operation) {
    throwIfFailed();
    while (toDrop > 0) {
      if (buffer.isEmpty() && !ended) {
        awaitData(reader, operation, 1, Integer.MAX_VALUE);
      }
      if (buffer.isEmpty() && ended) {
        return;
      }
      drop(toDrop);
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

  // Waiting

  /// Suspends the current task until more bytes are there, or the stream ends.
  ///
  /// @param wanted the size of the buffer that would satisfy the task, if that is known
  /// @param most how many bytes are of use
  private void awaitData(Object reader, String operation, int wanted, int most) {
    PullableTransport source = awaitNews(reader, operation, wanted);
    if (source != null) {
      int left = most - buffer.size();
      byte[] data = source.pull(left >= SMALLEST_PORTION ? left : Integer.MAX_VALUE);
      if (data.length > 0) {
        append(data, wanted);
      }
    }
  }

  /// Suspends the current task until something was fed, or can be pulled from the transport that
  /// this returns.
  private @Nullable PullableTransport awaitNews(Object reader, String operation, int wanted) {
    if (waiter != null) {
      throw new IllegalStateException(
          "%s() on %s: another task waits in %s(); let one task at a time read from a stream"
              .formatted(operation, this, waitingIn));
    }
    throwIfFailed(); // it may have broken since the data came that did not suffice
    resumeTransport(); // else a read of more than the buffer holds would wait for ever
    Future<Inbox> waiter = loop.createFuture(operation, reader);
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

  private void wake() {
    if (waiter != null && !waiter.done()) {
      waiter.setResult(this);
    }
  }

  // Feeding

  /// Wakes the task that waits, so that it pulls bytes from the transport, which has some.
  ///
  /// @return false if no task will pull them
  public boolean wakeToPull() {
    if (waiter != null && !waiter.done()) {
      pullable = true;
      wake();
    }
    return pullable;
  }

  /// The largest number of bytes that may be fed now. They fill the inbox to its limit; if a task
  /// waits, they may exceed it. A full inbox pauses the transport until the program has read half
  /// of the bytes, and this method gives 0.
  public int room() {
    long most = waiter == null ? limit : Math.max(wanted, 2L * limit + 1);
    int room = (int) Math.min(most - buffer.size(), Integer.MAX_VALUE);
    if (room <= 0) {
      pauseTransport(limit / 2);
    }
    return Math.max(0, room);
  }

  /// The number of bytes that the program has not read.
  public int size() {
    return buffer.size();
  }

  /// Appends `data`, whose array now belongs to the inbox.
  ///
  /// @throws IllegalStateException after [#feedEof()]
  public void feedData(byte[] data) {
    if (ended) {
      throw new IllegalStateException("feedData() after feedEof() on " + this);
    }
    if (data.length > 0) {
      append(data, wanted);
      wake();
    }
  }

  /// Ends the stream; the bytes in the buffer can still be read. May be repeated.
  public void feedEof() {
    ended = true;
    wake();
  }

  /// Breaks the stream: reads throw `failure` from now on, even if bytes are in the buffer.
  public void fail(Throwable failure) {
    this.failure = Objects.requireNonNull(failure, "exception");
    if (waiter != null && !waiter.done()) {
      waiter.setException(failure);
    }
  }

  /// Ends the stream, or breaks it if there is a `cause`.
  public void end(@Nullable Throwable cause) {
    if (cause == null) {
      feedEof();
    } else {
      fail(cause);
    }
  }

  // Flow control

  /// Sets the transport that the inbox pauses while it is full.
  public void setTransport(ReadTransport transport) {
    this.transport = transport;
  }

  /// @param wanted how many bytes the task needs that waits, or has just resumed to pull them
  private void append(byte[] data, int wanted) {
    buffer.add(data, wanted > 0 ? wanted : limit);
    pauseTransportIfFull(wanted);
  }

  private void pauseTransportIfFull(int wanted) {
    int size = buffer.size();
    if (size > 2L * limit && size >= wanted) {
      pauseTransport(limit);
    }
  }

  private void pauseTransport(int resumeSize) {
    if (transport == null) {
      return;
    }
    if (!paused) {
      paused = true;
      this.resumeSize = resumeSize;
    }
    transport.pauseReading(); // the program may have resumed it
  }

  private void resumeTransportIfDrained() {
    if (paused && buffer.size() <= resumeSize) {
      resumeTransport();
    }
  }

  private void resumeTransport() {
    if (paused && transport != null) {
      paused = false;
      transport.resumeReading();
    }
  }

  /// The text form of the reader.
  @Override
  public String toString() {
    var facts = new StringJoiner(", ", "StreamReader[", "]");
    facts.add(buffer.size() + " bytes");
    if (ended) {
      facts.add("eof");
    }
    if (limit != StreamBuffer.DEFAULT_LIMIT) {
      facts.add("limit=" + limit);
    }
    if (waiter != null) {
      facts.add("waiter=" + waitingIn);
    }
    if (failure != null) {
      facts.add("exception=" + failure);
    }
    if (transport != null) {
      facts.add("transport=" + transport);
    }
    if (paused) {
      facts.add("paused");
    }
    return facts.toString();
  }
}
