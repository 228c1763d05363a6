package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.loop.Loop;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs callbacks, timers, I/O and the steps of tasks, one at a time, on one thread.
///
/// A loop goes round in turns. A turn waits for I/O or the next timer if nothing is ready, then
/// runs what was ready when it began, first come, first served; what these callbacks schedule runs
/// in the next turn.
///
/// **Loop affinity.** All methods but [#callSoonThreadsafe(Runnable)] belong to the thread that
/// runs the loop (or, while it does not run, to the one thread that prepares it). In debug mode a
/// call from another thread fails.
///
/// Programs seldom meet this interface: [Asyncio#run(Coroutine)] makes a loop, runs it and closes
/// it. Mirrors `asyncio.AbstractEventLoop`; points in time are `long` nanoseconds of [#time()],
/// spans are [Duration].
public sealed interface EventLoop extends AutoCloseable permits Loop {

  // Running

  /// Runs the loop until `awaitable` is done and gives its value; what it failed with is thrown as
  /// it is. A coroutine is wrapped in a task first.
  ///
  /// Mirrors `loop.run_until_complete`.
  ///
  /// @throws IllegalStateException if the loop is closed or already runs, if this thread runs
  ///   another loop, or if [#stop()] ended the run before `awaitable` was done
  /// @throws IllegalArgumentException if `awaitable` is a future of another loop
  <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable);

  /// Runs the loop until [#stop()]. Mirrors `loop.run_forever`.
  ///
  /// If `stop` was called before, the loop polls I/O once without waiting, runs what is ready and
  /// returns.
  ///
  /// @throws IllegalStateException if the loop is closed or already runs, or if this thread runs
  ///   another loop
  void runForever();

  /// Makes the run end after the present turn. What that turn's callbacks schedule waits for the
  /// next run. Mirrors `loop.stop`.
  void stop();

  /// Whether the loop runs now. Mirrors `loop.is_running`.
  boolean isRunning();

  /// Whether the loop was closed. Mirrors `loop.is_closed`.
  boolean isClosed();

  /// Drops what is scheduled, reports failures nobody looked at, and frees the loop's selector. May
  /// be repeated. Mirrors `loop.close`.
  ///
  /// @throws IllegalStateException if the loop runs
  @Override
  void close();

  // Scheduling

  /// Runs `callback` in the next turn, in a copy of the current context. Mirrors `loop.call_soon`.
  ///
  /// What the callback throws goes to the exception handler; the loop goes on.
  ///
  /// @return a handle that cancels the call, as long as it has not run
  /// @throws IllegalStateException if the loop is closed
  Handle callSoon(Runnable callback);

  /// As [#callSoon(Runnable)], in `context` itself.
  Handle callSoon(Runnable callback, Context context);

  /// As [#callSoon(Runnable)], from any thread: wakes the loop if it waits. Mirrors
  /// `loop.call_soon_threadsafe`.
  ///
  /// @return a handle whose [Handle#cancel()] and [Handle#cancelled()] may be called from any
  ///   thread; from another than the loop's they wait while the callback is running
  /// @throws IllegalStateException if the loop is closed
  Handle callSoonThreadsafe(Runnable callback);

  /// As [#callSoonThreadsafe(Runnable)], in `context` itself.
  Handle callSoonThreadsafe(Runnable callback, Context context);

  /// Runs `callback` once `delay` has passed; zero or less means the next turn. Callbacks due at
  /// the same instant run in the order they were scheduled. Mirrors `loop.call_later`.
  ///
  /// @throws IllegalStateException if the loop is closed
  TimerHandle callLater(Duration delay, Runnable callback);

  /// As [#callLater(Duration, Runnable)], in `context` itself.
  TimerHandle callLater(Duration delay, Runnable callback, Context context);

  /// Runs `callback` once [#time()] reaches `when`, in nanoseconds. Mirrors `loop.call_at`.
  ///
  /// @throws IllegalStateException if the loop is closed
  TimerHandle callAt(long when, Runnable callback);

  /// As [#callAt(long, Runnable)], in `context` itself.
  TimerHandle callAt(long when, Runnable callback, Context context);

  /// The loop's clock, in nanoseconds from an arbitrary origin; it never goes back. Mirrors
  /// `loop.time`, which counts seconds.
  long time();

  // Futures and tasks

  /// A new pending future of this loop. Mirrors `loop.create_future`.
  <T extends @Nullable Object> Future<T> createFuture();

  /// A pending future of this loop that says what a task waits for that awaits it: `operation` on
  /// `source`, whose text form is asked when somebody looks. For what is built on futures, as locks
  /// and queues are. Not in asyncio.
  ///
  /// @param operation what waits, as a method's name
  /// @param source where it waits
  <T extends @Nullable Object> Future<T> createFuture(String operation, Object source);

  /// Schedules `coroutine` as a task of this loop. Mirrors `loop.create_task`.
  ///
  /// @throws IllegalStateException if the loop is closed
  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine);

  /// As [#createTask(Coroutine)], for a body without a value.
  default Task<Void> createTask(Action body) {
    return createTask(Coroutine.of(body));
  }

  /// As [#createTask(Coroutine)], with a name, a context or an eager start.
  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options);

  /// As [#createTask(Coroutine, TaskOptions)], for a body without a value.
  default Task<Void> createTask(Action body, TaskOptions options) {
    return createTask(Coroutine.of(body), options);
  }

  /// Sets what makes this loop's tasks; `null` restores the default. Mirrors
  /// `loop.set_task_factory`.
  void setTaskFactory(@Nullable TaskFactory factory);

  /// The factory set last, or `null` for the default. Mirrors `loop.get_task_factory`.
  @Nullable TaskFactory getTaskFactory();

  /// Closes all async generators that have begun and not ended; what they fail with goes to the
  /// exception handler. [Asyncio#run(Coroutine)] does this. Mirrors `loop.shutdown_asyncgens`.
  @CheckReturnValue
  Coroutine<Void> shutdownAsyncgens();

  // Failures

  /// Sets what gets failures that nobody awaits; `null` restores the default, which logs them.
  /// Mirrors `loop.set_exception_handler`.
  void setExceptionHandler(@Nullable ExceptionHandler handler);

  /// The handler set last, or `null` for the default. Mirrors `loop.get_exception_handler`.
  @Nullable ExceptionHandler getExceptionHandler();

  /// Hands a failure to the exception handler. What the handler itself throws is logged. Mirrors
  /// `loop.call_exception_handler`.
  void callExceptionHandler(ExceptionContext context);

  /// Logs a failure, at level ERROR, to the logger `jasyncio`. Mirrors
  /// `loop.default_exception_handler`.
  void defaultExceptionHandler(ExceptionContext context);

  // Debugging

  /// Whether debug mode is on. Mirrors `loop.get_debug`.
  boolean getDebug();

  /// Turns debug mode on or off. Mirrors `loop.set_debug`.
  void setDebug(boolean on);

  /// How long a callback, or a task until it suspends, may take in debug mode before the loop warns
  /// of it; 100 ms unless set. Mirrors `loop.slow_callback_duration`.
  Duration slowCallbackDuration();

  /// Sets what [#slowCallbackDuration()] gives.
  void slowCallbackDuration(Duration limit);

  /// Has `observer` told what the loop does, from now on, after those that were added before. Loop
  /// thread only. Not in asyncio.
  void addObserver(LoopObserver observer);

  /// Takes `observer` away: not a word more. Loop thread only. Not in asyncio.
  ///
  /// @return whether it was there
  boolean removeObserver(LoopObserver observer);

  /// From how long a step, of a task up to its next `await` or of a callback, is reported while it
  /// still runs: a warning with its name and stack goes to the logger `jasyncio`, from a thread of
  /// its own. Zero if no step is. Not in asyncio.
  ///
  /// By default 1 second, in debug mode 100 milliseconds; the system property `jasyncio.watchdog`
  /// gives another default for both, in milliseconds. Time in which the loop waits does not count,
  /// nor does that of a task whose thread is blocked in a call of the JDK where the loop goes on
  /// meanwhile: on the carrier engine.
  Duration longStepDuration();

  /// Sets what [#longStepDuration()] gives; from zero and to zero, from the next run on.
  ///
  /// @throws IllegalArgumentException if `limit` is negative
  void longStepDuration(Duration limit);

  /// How many steps have taken longer than [#longStepDuration()]. Any thread. Not in asyncio.
  long longSteps();

  // Signals

  /// Runs `callback` on this loop whenever the process gets `signal` (`INT`, `TERM`, `HUP`, …), in
  /// place of what happened before. Mirrors `loop.add_signal_handler`, with names for numbers.
  ///
  /// @return what may be cancelled; the next `signal` then restores what happened before, without
  ///   running the callback
  /// @throws IllegalArgumentException if there is no such signal
  /// @throws IllegalStateException if the loop is closed, or if the system or the JVM keeps the
  ///   signal to itself; the message says which
  Handle addSignalHandler(String signal, Runnable callback);

  /// Restores what happened at `signal` before [#addSignalHandler(String, Runnable)]. Closing the
  /// loop does so for all. Mirrors `loop.remove_signal_handler`.
  ///
  /// @return false if there was no handler of this loop
  boolean removeSignalHandler(String signal);

  // Threads

  /// Calls `body` in a thread of `executor`, or of the loop's default executor if that is null.
  /// Cancelling the future interrupts the body; what that then fails with, unless it is the
  /// interrupt, goes to the exception handler. Mirrors `loop.run_in_executor`.
  ///
  /// The default executor has at most 32 threads, all daemons.
  ///
  /// @throws IllegalStateException if the loop is closed, or the default executor shut down
  <T extends @Nullable Object> Future<T> runInExecutor(
      @Nullable Executor executor, Callable<T> body);

  /// Sets what [#runInExecutor(Executor, Callable)] uses for null. The loop shuts it down at its
  /// end. Mirrors `loop.set_default_executor`.
  void setDefaultExecutor(ExecutorService executor);

  /// Lets the default executor finish the jobs it has, at most for `timeout`; then those that run
  /// are interrupted, the futures of those that have not begun are cancelled, and a warning is
  /// logged. [Asyncio#run(Coroutine)] does this, with five minutes. Mirrors
  /// `loop.shutdown_default_executor`.
  @CheckReturnValue
  Coroutine<Void> shutdownDefaultExecutor(Duration timeout);

  // Channels

  /// Runs `callback` whenever `channel` can be read, accepted from or is at its end, in a copy of
  /// the current context. It takes the place of an earlier one, which does not run any more, not
  /// even if it was due. Mirrors `loop.add_reader`, with a channel for the file descriptor.
  ///
  /// It runs in every turn for as long as the channel stays ready: read what is there, or take the
  /// callback back. Do so before closing the channel: of one that was closed nothing is heard any
  /// more, as in asyncio. Likewise a task that is suspended in one of the `sock` operations is to
  /// be cancelled before its socket is closed, else it is suspended for ever.
  ///
  /// @throws IllegalArgumentException if the channel is blocking, closed, or cannot be read at all
  /// @throws IllegalStateException if a transport uses the channel, or the loop is closed
  void addReader(SelectableChannel channel, Runnable callback);

  /// Takes back what [#addReader(SelectableChannel, Runnable)] added. Mirrors `loop.remove_reader`.
  ///
  /// @return false if there was nothing
  /// @throws IllegalStateException if a transport uses the channel
  boolean removeReader(SelectableChannel channel);

  /// Runs `callback` whenever `channel` can be written or has finished connecting; otherwise as
  /// [#addReader(SelectableChannel, Runnable)]. Mirrors `loop.add_writer`.
  ///
  /// @throws IllegalArgumentException if the channel is blocking, closed, or cannot be written at
  ///   all
  /// @throws IllegalStateException if a transport uses the channel, or the loop is closed
  void addWriter(SelectableChannel channel, Runnable callback);

  /// Takes back what [#addWriter(SelectableChannel, Runnable)] added. Mirrors `loop.remove_writer`.
  ///
  /// @return false if there was nothing
  /// @throws IllegalStateException if a transport uses the channel
  boolean removeWriter(SelectableChannel channel);

  // Sockets

  /// Receives up to `max` bytes; none at the end of the stream. `socket` must be non-blocking, and
  /// without a transport.
  ///
  /// Suspends until there is something; cancelling loses nothing. One task may receive at a time.
  /// Mirrors `loop.sock_recv`.
  ///
  /// @throws IllegalArgumentException if `max` is negative, or from the awaiting call if the socket
  ///   is blocking
  /// @throws IllegalStateException from the awaiting call, if a transport has the socket, or
  ///   another task receives from it
  /// @throws java.io.UncheckedIOException from the awaiting call, if receiving fails, or the owner
  ///   closes the socket meanwhile
  @CheckReturnValue
  Coroutine<byte[]> sockRecv(SocketChannel socket, int max);

  /// As [#sockRecv(SocketChannel, int)], into `target`, and gives how many bytes; 0 at the end of
  /// the stream, or without room. Mirrors `loop.sock_recv_into`.
  @CheckReturnValue
  Coroutine<Integer> sockRecvInto(SocketChannel socket, ByteBuffer target);

  /// Receives a datagram; what it has beyond `max` bytes is lost. Otherwise as
  /// [#sockRecv(SocketChannel, int)]. Mirrors `loop.sock_recvfrom`.
  @CheckReturnValue
  Coroutine<Datagram> sockRecvfrom(DatagramChannel socket, int max);

  /// As [#sockRecvfromInto(DatagramChannel, ByteBuffer, int)], with all the room that `target` has.
  @CheckReturnValue
  default Coroutine<SocketAddress> sockRecvfromInto(DatagramChannel socket, ByteBuffer target) {
    return sockRecvfromInto(socket, target, target.remaining());
  }

  /// As [#sockRecvfrom(DatagramChannel, int)], into `target`, whose position tells how many bytes,
  /// and gives the sender. Mirrors `loop.sock_recvfrom_into`.
  ///
  /// @throws IllegalArgumentException if `target` has not room for `max` bytes
  @CheckReturnValue
  Coroutine<SocketAddress> sockRecvfromInto(DatagramChannel socket, ByteBuffer target, int max);

  /// As [#sockSendall(SocketChannel, ByteBuffer)].
  @CheckReturnValue
  default Coroutine<Void> sockSendall(SocketChannel socket, byte[] data) {
    return sockSendall(socket, ByteBuffer.wrap(data));
  }

  /// Sends all of `data`, which must not be changed meanwhile; its position shows how far it came,
  /// also after a failure. `socket` must be non-blocking, and without a transport.
  ///
  /// Suspends while the system takes no more. One task may send at a time. Mirrors
  /// `loop.sock_sendall`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws IllegalStateException from the awaiting call, if a transport has the socket, or
  ///   another task sends
  /// @throws java.io.UncheckedIOException from the awaiting call, if sending fails
  @CheckReturnValue
  Coroutine<Void> sockSendall(SocketChannel socket, ByteBuffer data);

  /// As [#sockSendto(DatagramChannel, ByteBuffer, SocketAddress)].
  @CheckReturnValue
  default Coroutine<Integer> sockSendto(
      DatagramChannel socket, byte[] data, SocketAddress receiver) {
    return sockSendto(socket, ByteBuffer.wrap(data), receiver);
  }

  /// Sends a datagram and gives its size. Otherwise as [#sockSendall(SocketChannel, ByteBuffer)].
  /// Mirrors `loop.sock_sendto`.
  @CheckReturnValue
  Coroutine<Integer> sockSendto(DatagramChannel socket, ByteBuffer data, SocketAddress receiver);

  /// Connects `socket`, which must be non-blocking; an unresolved address is looked up, and the
  /// first one taken that is of the socket's family.
  ///
  /// Suspends until connected. After cancelling, the attempt goes on in the system, and another
  /// call waits for its outcome; after a failure the JDK closes the socket. Mirrors
  /// `loop.sock_connect`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws java.nio.channels.AlreadyConnectedException from the awaiting call, if it is connected
  /// @throws java.io.UncheckedIOException from the awaiting call, around a `ConnectException` and
  ///   the like, if it cannot be connected
  @CheckReturnValue
  Coroutine<Void> sockConnect(SocketChannel socket, SocketAddress address);

  /// Accepts a connection, and gives its socket, which is non-blocking. `socket` must be bound, and
  /// non-blocking.
  ///
  /// Suspends until there is one; cancelling loses none. Mirrors `loop.sock_accept`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws java.io.UncheckedIOException from the awaiting call, if accepting fails
  @CheckReturnValue
  Coroutine<SocketChannel> sockAccept(ServerSocketChannel socket);

  /// As [#sockSendfile(SocketChannel, SeekableByteChannel, long, long, boolean)], of all the file.
  @CheckReturnValue
  default Coroutine<Long> sockSendfile(SocketChannel socket, SeekableByteChannel file) {
    return sockSendfile(socket, file, 0, Long.MAX_VALUE);
  }

  /// As [#sockSendfile(SocketChannel, SeekableByteChannel, long, long, boolean)], with the
  /// fall-back.
  @CheckReturnValue
  default Coroutine<Long> sockSendfile(
      SocketChannel socket, SeekableByteChannel file, long offset, long count) {
    return sockSendfile(socket, file, offset, count, true);
  }

  /// Sends a part of a file, and gives how many bytes that were. The system does it without copying
  /// the bytes ([java.nio.channels.FileChannel#transferTo]); where it cannot, they are read and
  /// sent, unless `fallback` is false. The file then stands behind what was sent, also after a
  /// failure.
  ///
  /// Otherwise as [#sockSendall(SocketChannel, ByteBuffer)]; the file is read on the loop's thread.
  /// Mirrors `loop.sock_sendfile`.
  ///
  /// @param offset where to begin
  /// @param count how many bytes at most; `Long.MAX_VALUE` for all to the end
  /// @throws IllegalArgumentException if `offset` is negative or `count` not positive
  /// @throws SendfileNotAvailableException from the awaiting call, if `file` is no regular file,
  ///   and `fallback` is false
  @CheckReturnValue
  Coroutine<Long> sockSendfile(
      SocketChannel socket, SeekableByteChannel file, long offset, long count, boolean fallback);

  /// As [#sockSendfile(SocketChannel, Path, long, long, boolean)], of all the file.
  @CheckReturnValue
  default Coroutine<Long> sockSendfile(SocketChannel socket, Path file) {
    return sockSendfile(socket, file, 0, Long.MAX_VALUE);
  }

  /// As [#sockSendfile(SocketChannel, Path, long, long, boolean)], with the fall-back.
  @CheckReturnValue
  default Coroutine<Long> sockSendfile(SocketChannel socket, Path file, long offset, long count) {
    return sockSendfile(socket, file, offset, count, true);
  }

  /// As [#sockSendfile(SocketChannel, SeekableByteChannel, long, long, boolean)], with the file at
  /// `file`, which is opened and closed.
  @CheckReturnValue
  Coroutine<Long> sockSendfile(
      SocketChannel socket, Path file, long offset, long count, boolean fallback);

  // Network

  /// As [#sendfile(WriteTransport, SeekableByteChannel, long, long, boolean)], of all the file.
  @CheckReturnValue
  default Coroutine<Long> sendfile(WriteTransport transport, SeekableByteChannel file) {
    return sendfile(transport, file, 0, Long.MAX_VALUE);
  }

  /// As [#sendfile(WriteTransport, SeekableByteChannel, long, long, boolean)], with the fall-back.
  @CheckReturnValue
  default Coroutine<Long> sendfile(
      WriteTransport transport, SeekableByteChannel file, long offset, long count) {
    return sendfile(transport, file, offset, count, true);
  }

  /// Sends a part of a file through a transport, behind what was written before, and gives how many
  /// bytes that were. The system does it without copying the bytes
  /// ([java.nio.channels.FileChannel#transferTo]); where it cannot, as through TLS, they are read
  /// and written, unless `fallback` is false. The file then stands behind what was sent, also after
  /// a failure.
  ///
  /// Suspends until all is sent. Meanwhile the transport does not read, the protocol is told
  /// nothing but the end of the connection, and while the system sends, `write` is refused. The
  /// file is read on the loop's thread. Cancelling stops half-way. Mirrors `loop.sendfile`.
  ///
  /// @param offset where to begin
  /// @param count how many bytes at most; `Long.MAX_VALUE` for all to the end
  /// @throws IllegalArgumentException if `offset` is negative or `count` not positive
  /// @throws IllegalStateException from the awaiting call, if the transport is closing
  /// @throws SendfileNotAvailableException from the awaiting call, if the system cannot send this
  ///   file through this transport, and `fallback` is false
  /// @throws java.io.UncheckedIOException from the awaiting call, if the file cannot be read, or
  ///   the connection breaks
  @CheckReturnValue
  Coroutine<Long> sendfile(
      WriteTransport transport,
      SeekableByteChannel file,
      long offset,
      long count,
      boolean fallback);

  /// As [#sendfile(WriteTransport, Path, long, long, boolean)], of all the file.
  @CheckReturnValue
  default Coroutine<Long> sendfile(WriteTransport transport, Path file) {
    return sendfile(transport, file, 0, Long.MAX_VALUE);
  }

  /// As [#sendfile(WriteTransport, Path, long, long, boolean)], with the fall-back.
  @CheckReturnValue
  default Coroutine<Long> sendfile(WriteTransport transport, Path file, long offset, long count) {
    return sendfile(transport, file, offset, count, true);
  }

  /// As [#sendfile(WriteTransport, SeekableByteChannel, long, long, boolean)], with the file at
  /// `file`, which is opened and closed.
  @CheckReturnValue
  Coroutine<Long> sendfile(
      WriteTransport transport, Path file, long offset, long count, boolean fallback);

  /// As [#getaddrinfo(String, int, StandardProtocolFamily)], of both families.
  @CheckReturnValue
  default Coroutine<List<InetSocketAddress>> getaddrinfo(String host, int port) {
    return getaddrinfo(host, port, null);
  }

  /// The addresses of `host`, with `port`, in the system's order of preference.
  ///
  /// Digits are answered at once; a name is looked up in another thread, and the task suspended.
  /// Cancelling forgets the look-up. Mirrors `loop.getaddrinfo`.
  ///
  /// @param family IPv4 or IPv6, or null for both
  /// @throws IllegalArgumentException if `port` is not a port
  /// @throws java.io.UncheckedIOException from the awaiting call, around an `UnknownHostException`,
  ///   if there is none
  @CheckReturnValue
  Coroutine<List<InetSocketAddress>> getaddrinfo(
      String host, int port, @Nullable StandardProtocolFamily family);

  /// The name of the host at `address`, or its digits if it has none. The port is not translated:
  /// the JDK knows no names of services.
  ///
  /// Looked up in another thread, while the task is suspended. Mirrors `loop.getnameinfo`.
  @CheckReturnValue
  Coroutine<String> getnameinfo(InetSocketAddress address);

  /// Sets what looks up the names of hosts; `null` restores the default, which asks the system in
  /// threads of its own and keeps answers for five seconds. Beyond asyncio.
  void setResolver(@Nullable Resolver resolver);

  /// What looks up the names of hosts. Beyond asyncio.
  Resolver getResolver();

  /// Connects to `host:port` over TCP and attaches a protocol made by `factory`.
  ///
  /// Suspends until connected; cancelling closes the half-made connection. Mirrors
  /// `loop.create_connection`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, around the JDK's exception
  ///   (`ConnectException`, `UnknownHostException`, …), if every address failed
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port);

  /// As [#createConnection(Supplier, String, int)], with options.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port, ConnectOptions options);

  /// Attaches a protocol made by `factory` to a connected socket from elsewhere. The socket belongs
  /// to the transport from then on, and is closed if this fails.
  ///
  /// Suspends until the protocol has heard of the connection; cancelling closes it. Mirrors
  /// `loop.connect_accepted_socket`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is not connected
  /// @throws java.io.UncheckedIOException from the awaiting call, if it is closed or broken
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket);

  /// As [#connectAcceptedSocket(Supplier, SocketChannel)], with options. Only those about TLS
  /// apply; with those of a client, they must have a `serverHostname`.
  ///
  /// @throws IllegalArgumentException if the options do not fit together
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options);

  /// Listens on `host:port` and attaches a new protocol made by `factory` to each connection.
  ///
  /// `null` or an empty host listens on all interfaces; port 0 lets the system choose, see
  /// [Server#sockets()]. Mirrors `loop.create_server`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, around a `BindException` that
  ///   names the address, if it cannot be bound
  @CheckReturnValue
  Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, @Nullable String host, int port);

  /// As [#createServer(Supplier, String, int)], with options.
  @CheckReturnValue
  Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options);

  /// As [#createServer(Supplier, String, int, ServerOptions)], on each of several hosts. An address
  /// that comes up twice is bound once; with port 0 each gets a port of its own.
  ///
  /// @throws IllegalArgumentException if there is no host
  @CheckReturnValue
  Coroutine<Server> createServerOn(
      Supplier<? extends BaseProtocol> factory,
      Collection<String> hosts,
      int port,
      ServerOptions options);

  /// Serves on a bound socket from elsewhere, such as one that the process inherited. The socket
  /// belongs to the server from then on; of the options, those about binding do not apply. Mirrors
  /// `loop.create_server(sock=…)`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is not bound
  /// @throws java.io.UncheckedIOException from the awaiting call, if it is closed
  @CheckReturnValue
  Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options);

  /// Secures a connection that is open already with TLS. `protocol` gets what comes through the
  /// transport that this gives; it hears nothing of the change, and has its `connectionMade` behind
  /// it. `transport` must not be used any more, nor any of its bytes be under way to `protocol`.
  ///
  /// Suspends until the handshake is done; cancelling aborts the connection. What lies unread in
  /// the stream of a [StreamReader] counts as the beginning of the handshake. Mirrors
  /// `loop.start_tls`.
  ///
  /// @param transport plain, or with TLS already
  /// @param protocol what the connection is for from now on, most often the transport's protocol
  /// @param options of a server for the side that waits for the handshake to begin, of a client for
  ///   the other
  /// @throws IllegalArgumentException from the awaiting call, if `protocol` is not for streams of
  ///   bytes, or a client lacks the server's name
  /// @throws IllegalStateException from the awaiting call, if the transport is closing
  /// @throws java.io.UncheckedIOException from the awaiting call, if the handshake fails: around an
  ///   `SSLException` if it is for the peer's certificate or other reasons of TLS
  @CheckReturnValue
  Coroutine<Transport> startTls(Transport transport, BaseProtocol protocol, TlsOptions options);

  /// Opens a UDP socket for a protocol made by `factory`. Mirrors `loop.create_datagram_endpoint`.
  ///
  /// Suspends until the protocol has heard of it. Addresses may be unresolved
  /// ([java.net.InetSocketAddress#createUnresolved]): then they are looked up without blocking the
  /// loop, and the first two of one family are used that work.
  ///
  /// @param local where to receive; `null` for any interface and a port that the system picks
  /// @param remote where all datagrams go to and come from; `null` if each says so itself
  /// @throws IllegalArgumentException if neither an address nor, in the options, a family is given,
  ///   or an address is not of the Internet; from the awaiting call, if the addresses have no
  ///   family in common
  /// @throws java.io.UncheckedIOException from the awaiting call, if the socket cannot be bound or
  ///   connected
  @CheckReturnValue
  <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
      Supplier<P> factory, @Nullable SocketAddress local, @Nullable SocketAddress remote);

  /// As [#createDatagramEndpoint(Supplier, SocketAddress, SocketAddress)], with options.
  @CheckReturnValue
  <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
      Supplier<P> factory,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options);

  /// As above, on a socket from elsewhere, which belongs to the transport from then on. It is bound
  /// if it is not yet. Mirrors `loop.create_datagram_endpoint(sock=…)`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if the socket is closed
  @CheckReturnValue
  <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
      Supplier<P> factory, DatagramChannel socket);

  /// Connects to the Unix socket at `path` and attaches a protocol made by `factory`.
  ///
  /// Suspends until connected, also while the server's backlog is full; cancelling closes the
  /// half-made connection. Mirrors `loop.create_unix_connection`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, around the JDK's exception: a
  ///   [java.nio.file.NoSuchFileException] if nothing is at `path`, a [java.net.ConnectException]
  ///   if nobody listens
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path);

  /// As [#createUnixConnection(Supplier, Path)], with options; those about addresses do not apply.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path, ConnectOptions options);

  /// As [#connectAcceptedSocket(Supplier, SocketChannel)], for Unix sockets alone. Mirrors
  /// `loop.create_unix_connection(sock=…)`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is of another kind or
  ///   not connected
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket);

  /// As [#createUnixConnection(Supplier, SocketChannel)], with TLS if `options` say so.
  ///
  /// @throws IllegalArgumentException if the options do not fit together
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options);

  /// Listens on a Unix socket at `path` and attaches a new protocol made by `factory` to each
  /// connection. Mirrors `loop.create_unix_server`.
  ///
  /// A socket file that is there already is taken for stale and removed first; the server's own is
  /// removed when it closes. [ServerOptions] can forbid both.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if `path` cannot be bound
  @CheckReturnValue
  Coroutine<Server> createUnixServer(Supplier<? extends BaseProtocol> factory, Path path);

  /// As [#createUnixServer(Supplier, Path)], with options; those about ports do not apply.
  @CheckReturnValue
  Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, Path path, ServerOptions options);

  /// As [#createServer(Supplier, ServerSocketChannel, ServerOptions)], for Unix sockets alone,
  /// whose file is removed when the server closes unless the options say otherwise. Mirrors
  /// `loop.create_unix_server(sock=…)`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is of another kind or
  ///   not bound
  @CheckReturnValue
  Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options);

  // Pipes

  /// Attaches a protocol made by `factory` to the reading end of a pipe. The pipe belongs to the
  /// transport from then on, and is closed if this fails.
  ///
  /// The loop itself watches a `Pipe.SourceChannel` and a `SocketChannel`. For any other channel a
  /// daemon thread waits: it reads one piece at a time, and none while reading is paused. Such a
  /// channel should let itself be closed while it is read, as the JDK's do; else the thread ends
  /// only when the read returns.
  ///
  /// Suspends until the protocol has heard of the connection; cancelling closes it. Mirrors
  /// `loop.connect_read_pipe`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the protocol is no [Protocol]
  /// @throws java.io.UncheckedIOException from the awaiting call, if the pipe is closed
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, ReadableByteChannel pipe);

  /// As [#connectReadPipe(Supplier, ReadableByteChannel)], for a stream such as `System.in`.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, InputStream pipe);

  /// Attaches a protocol made by `factory` to the writing end of a pipe. The pipe belongs to the
  /// transport from then on, and is closed if this fails.
  ///
  /// The loop itself watches a `Pipe.SinkChannel` and a `SocketChannel`. For any other channel a
  /// daemon thread writes, one piece at a time. Unlike asyncio's, the transport learns that nobody
  /// reads any more when it writes.
  ///
  /// Suspends until the protocol has heard of the connection; cancelling closes it. Mirrors
  /// `loop.connect_write_pipe`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if the pipe is closed
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, WritableByteChannel pipe);

  /// As [#connectWritePipe(Supplier, WritableByteChannel)], for a stream, which is flushed after
  /// each piece.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, OutputStream pipe);

  // Child processes

  /// Starts a program, found by the PATH unless its name has a slash, and attaches a protocol made
  /// by `factory`. All three standard streams are pipes.
  ///
  /// The start, which takes some milliseconds, happens in another thread. Suspends until the
  /// protocol has heard of the process; cancelling kills it. Mirrors `loop.subprocess_exec`.
  ///
  /// @param command the program and its arguments
  /// @throws IllegalArgumentException if `command` has no words
  /// @throws java.io.UncheckedIOException from the awaiting call, if the program cannot be started
  /// @see Asyncio#createSubprocessExec(List, SubprocessOptions)
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command);

  /// As [#subprocessExec(Supplier, List)], with the standard streams and all else as `options` say.
  ///
  /// @throws UnsupportedOperationException from the awaiting call, if the options ask for what this
  ///   system cannot do
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command, SubprocessOptions options);

  /// As [#subprocessExec(Supplier, List)], with a line for `/bin/sh`. What comes from elsewhere,
  /// such as file names, must be quoted in it. Mirrors `loop.subprocess_shell`.
  ///
  /// @throws IllegalArgumentException if `command` is blank
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
      Supplier<P> factory, String command);

  /// As [#subprocessShell(Supplier, String)], with the standard streams and all else as `options`
  /// say.
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
      Supplier<P> factory, String command, SubprocessOptions options);
}
