package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.Loop;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A loop that runs callbacks, timers, I/O and the steps of tasks, one at a time, on one thread.
///
/// A loop works in turns. A turn waits for I/O or the next timer if nothing is ready, then runs the
/// callbacks that were ready when it began, first come, first served; callbacks that these schedule
/// run in the next turn.
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

  /// Runs the loop until `awaitable` is done and returns its value; its failure is thrown as the
  /// same instance. A coroutine is wrapped in a task first.
  ///
  /// Mirrors `loop.run_until_complete`.
  ///
  /// @throws IllegalStateException if the loop is closed or already runs, if this thread runs
  ///   another loop, or if [#stop()] ended the run before `awaitable` was done
  /// @throws IllegalArgumentException if `awaitable` is a future of another loop
  <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable);

  /// Like [#runUntilComplete(Awaitable)], also for a lambda.
  default <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) {
    return runUntilComplete((Awaitable<T>) body);
  }

  /// Like [#runUntilComplete(Coroutine)], for a body without a value.
  default void runUntilComplete(Action body) {
    var _ = runUntilComplete(Coroutine.of(body));
  }

  /// Runs the loop until [#stop()]. Mirrors `loop.run_forever`.
  ///
  /// If `stop` was called before, the loop polls I/O once without waiting, runs the callbacks that
  /// are ready and returns.
  ///
  /// @throws IllegalStateException if the loop is closed or already runs, or if this thread runs
  ///   another loop
  void runForever();

  /// Makes the run end after the current turn. Callbacks that this turn schedules wait for the next
  /// run. Mirrors `loop.stop`.
  void stop();

  /// Returns whether the loop is running. Mirrors `loop.is_running`.
  boolean isRunning();

  /// Returns whether the loop was closed. Mirrors `loop.is_closed`.
  boolean isClosed();

  /// Drops all scheduled callbacks, reports failures that were never retrieved, and frees the
  /// loop's selector. Closing again does nothing. Mirrors `loop.close`.
  ///
  /// @throws IllegalStateException if the loop runs
  @Override
  void close();

  // Scheduling

  /// Runs `callback` in the next turn, in a copy of the current context. Mirrors `loop.call_soon`.
  ///
  /// An exception of the callback goes to the exception handler; the loop continues.
  ///
  /// @return a handle that cancels the call, as long as it has not run
  /// @throws IllegalStateException if the loop is closed
  default Handle callSoon(Runnable callback) {
    return callSoon(callback, Context.copy());
  }

  /// Like [#callSoon(Runnable)], in `context` itself.
  Handle callSoon(Runnable callback, Context context);

  /// Like [#callSoon(Runnable)], from any thread: wakes the loop if it waits. Mirrors
  /// `loop.call_soon_threadsafe`.
  ///
  /// @return a handle whose [Handle#cancel()] and [Handle#cancelled()] may be called from any
  ///   thread; on threads other than the loop's they wait while the callback is running
  /// @throws IllegalStateException if the loop is closed
  default Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(callback, Context.copy());
  }

  /// Like [#callSoonThreadsafe(Runnable)], in `context` itself.
  Handle callSoonThreadsafe(Runnable callback, Context context);

  /// Runs `callback` once `delay` has passed; zero or less means the next turn. Callbacks due at
  /// the same instant run in the order they were scheduled. Mirrors `loop.call_later`.
  ///
  /// @throws IllegalStateException if the loop is closed
  default TimerHandle callLater(Duration delay, Runnable callback) {
    return callLater(delay, callback, Context.copy());
  }

  /// Like [#callLater(Duration, Runnable)], in `context` itself.
  default TimerHandle callLater(Duration delay, Runnable callback, Context context) {
    Objects.requireNonNull(delay, "delay");
    return callAt(time() + Durations.nanos(delay), callback, context);
  }

  /// Runs `callback` once [#time()] reaches `when`, in nanoseconds. Mirrors `loop.call_at`.
  ///
  /// @throws IllegalStateException if the loop is closed
  default TimerHandle callAt(long when, Runnable callback) {
    return callAt(when, callback, Context.copy());
  }

  /// Like [#callAt(long, Runnable)], in `context` itself.
  TimerHandle callAt(long when, Runnable callback, Context context);

  /// The engine that runs the coroutines: [Engine#CARRIER] or [Engine#PORTABLE]. Any thread. Not in
  /// asyncio.
  Engine engine();

  /// The loop's clock, in nanoseconds from an arbitrary origin; it never goes back. Mirrors
  /// `loop.time`, which counts seconds.
  long time();

  // Futures and tasks

  /// A new pending future of this loop. Mirrors `loop.create_future`.
  <T extends @Nullable Object> Future<T> createFuture();

  /// Makes a pending future that describes, for texts and tools, the wait of a task that awaits it:
  /// `operation` on `source`, whose text form is computed only when it is shown. For code that
  /// builds on futures, as locks and queues do. Not in asyncio.
  ///
  /// @param operation the method that waits, such as `Lock.acquire`
  /// @param source the object on which it waits
  <T extends @Nullable Object> Future<T> createFuture(String operation, Object source);

  /// Schedules `coroutine` as a task of this loop. Mirrors `loop.create_task`.
  ///
  /// @throws IllegalStateException if the loop is closed
  default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return createTask(coroutine, TaskOptions.DEFAULTS);
  }

  /// Like [#createTask(Coroutine)], for a body without a value.
  default Task<Void> createTask(Action body) {
    return createTask(Coroutine.of(body));
  }

  /// Like [#createTask(Coroutine)], with a name, a context or an eager start.
  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options);

  /// Like [#createTask(Coroutine, TaskOptions)], for a body without a value.
  default Task<Void> createTask(Action body, TaskOptions options) {
    return createTask(Coroutine.of(body), options);
  }

  /// Sets the factory that makes this loop's tasks; `null` restores the default. Mirrors
  /// `loop.set_task_factory`.
  void setTaskFactory(@Nullable TaskFactory factory);

  /// The factory set last, or `null` for the default. Mirrors `loop.get_task_factory`.
  @Nullable TaskFactory getTaskFactory();

  /// Closes all async generators that have begun and not ended; their failures go to the exception
  /// handler. [Asyncio#run(Coroutine)] does this. Mirrors `loop.shutdown_asyncgens`.
  @CheckReturnValue
  Coroutine<Void> shutdownAsyncgens();

  // Failures

  /// Sets the handler of failures that no task awaits; `null` restores the default, which logs
  /// them. Mirrors `loop.set_exception_handler`.
  void setExceptionHandler(@Nullable ExceptionHandler handler);

  /// The handler set last, or `null` for the default. Mirrors `loop.get_exception_handler`.
  @Nullable ExceptionHandler getExceptionHandler();

  /// Hands a failure to the exception handler. An exception of the handler itself is logged.
  /// Mirrors `loop.call_exception_handler`.
  void callExceptionHandler(ExceptionContext context);

  /// Logs a failure, at level ERROR, to the logger `jasyncio`. Mirrors
  /// `loop.default_exception_handler`.
  void defaultExceptionHandler(ExceptionContext context);

  // Debugging

  /// Returns whether debug mode is on. Mirrors `loop.get_debug`.
  boolean getDebug();

  /// Turns debug mode on or off. Mirrors `loop.set_debug`.
  void setDebug(boolean on);

  /// The time that a callback, or a task until it suspends, may take in debug mode before the loop
  /// warns of it; 100 ms unless set. Mirrors `loop.slow_callback_duration`.
  Duration slowCallbackDuration();

  /// Sets [#slowCallbackDuration()].
  void slowCallbackDuration(Duration limit);

  /// Adds `observer`, which is told of the loop's events from now on, after the observers that were
  /// added before it. Loop thread only. Not in asyncio.
  void addObserver(LoopObserver observer);

  /// Removes `observer`; it receives nothing further. Loop thread only. Not in asyncio.
  ///
  /// @return whether it had been added
  boolean removeObserver(LoopObserver observer);

  /// The time after which a step (of a task up to its next `await`, or of a callback) is reported
  /// while it is still running: a warning with its name and stack goes to the logger `jasyncio`,
  /// from a separate thread. Zero if no step is reported. Not in asyncio.
  ///
  /// The default is 1 second, and 100 milliseconds in debug mode; the system property
  /// `jasyncio.watchdog` sets another default for both, in milliseconds. Time in which the loop
  /// waits does not count, nor does that of a task whose thread is blocked in a call of the JDK
  /// while the loop continues, as it does on the carrier engine.
  Duration longStepDuration();

  /// Sets [#longStepDuration()]; a change from or to zero takes effect with the next run.
  ///
  /// @throws IllegalArgumentException if `limit` is negative
  void longStepDuration(Duration limit);

  /// The number of steps that have taken longer than [#longStepDuration()]. Any thread. Not in
  /// asyncio.
  long longSteps();

  // Signals

  /// Runs `callback` on this loop whenever the process gets `signal` (`INT`, `TERM`, `HUP`, …), in
  /// place of the signal's previous effect. Mirrors `loop.add_signal_handler`, with names for
  /// numbers.
  ///
  /// The JVM keeps a signal ignored that was ignored when the process started: under `nohup`, the
  /// callback of `HUP` never runs.
  ///
  /// @return a handle that can be cancelled; the next `signal` then restores the previous effect,
  ///   without running the callback
  /// @throws IllegalArgumentException if there is no such signal
  /// @throws IllegalStateException if the loop is closed, or if the system or the JVM reserves the
  ///   signal; the message says which
  Handle addSignalHandler(String signal, Runnable callback);

  /// Restores the effect that `signal` had before [#addSignalHandler(String, Runnable)]. Closing
  /// the loop does so for all signals. Mirrors `loop.remove_signal_handler`.
  ///
  /// @return false if there was no handler of this loop
  boolean removeSignalHandler(String signal);

  // Threads

  /// Calls `body` in a thread of `executor`, or of the loop's default executor if that is null.
  /// Cancelling the future interrupts the body; if the body then fails for another reason than the
  /// interrupt, the failure goes to the exception handler. Mirrors `loop.run_in_executor`.
  ///
  /// The default executor has at most 32 threads, all daemons.
  ///
  /// @throws IllegalStateException if the loop is closed, or the default executor shut down
  <T extends @Nullable Object> Future<T> runInExecutor(
      @Nullable Executor executor, Callable<T> body);

  /// Makes an executor whose jobs run as tasks of this loop, one at a time, switching only at
  /// `await` and, on the carrier engine, in blocking calls of the JDK. It turns the
  /// thread-per-request server of another library into coroutines of this loop:
  ///
  /// ```java
  /// HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
  /// server.setExecutor(getRunningLoop().taskExecutor());
  /// ```
  ///
  /// Any thread may use the executor. Jobs begin in the order in which they were submitted, in a
  /// copy of the submitter's context. `cancel(true)` of a job's `java.util.concurrent.Future`
  /// cancels its task; a failure of a job given to `execute` goes to the exception handler.
  /// `shutdownNow` cancels the tasks that run. When the loop closes, jobs that have not ended are
  /// cancelled and the executor is terminated.
  ///
  /// `awaitTermination` and `close` throw [IllegalStateException] where their waiting would stop
  /// this loop: in its callbacks, and in its tasks on the portable engine. Not in asyncio.
  ///
  /// @throws IllegalStateException if the loop is closed
  default ExecutorService taskExecutor() {
    return taskExecutor(Integer.MAX_VALUE);
  }

  /// Like [#taskExecutor()]; at most `limit` jobs run at once, and the others wait in a queue
  /// without bound.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  ExecutorService taskExecutor(int limit);

  /// Sets the executor that [#runInExecutor(Executor, Callable)] uses for null. The loop shuts it
  /// down at its end. Mirrors `loop.set_default_executor`.
  void setDefaultExecutor(ExecutorService executor);

  /// Waits until the default executor has finished its jobs, at most for `timeout`; after that,
  /// running jobs are interrupted, the futures of jobs that have not begun are cancelled, and a
  /// warning is logged. [Asyncio#run(Coroutine)] does this, with five minutes. Mirrors
  /// `loop.shutdown_default_executor`.
  @CheckReturnValue
  Coroutine<Void> shutdownDefaultExecutor(Duration timeout);

  // Channels

  /// Runs `callback` whenever `channel` can be read, has a connection to accept or is at its end,
  /// in a copy of the current context. It replaces an earlier callback, which does not run any more
  /// even if it was already due. Mirrors `loop.add_reader`, with a channel for the file descriptor.
  ///
  /// The callback runs in every turn for as long as the channel stays ready: read all that is
  /// there, or remove the callback. Do so before closing the channel: the callback of a closed
  /// channel never runs again, as in asyncio. Likewise, cancel a task that is suspended in one of
  /// the `sock` operations before closing its socket; otherwise it is suspended for ever.
  ///
  /// @throws IllegalArgumentException if the channel is blocking, closed, or cannot be read at all
  /// @throws IllegalStateException if a transport uses the channel, or the loop is closed
  void addReader(SelectableChannel channel, Runnable callback);

  /// Removes the callback that [#addReader(SelectableChannel, Runnable)] added. Mirrors
  /// `loop.remove_reader`.
  ///
  /// @return false if there was none
  /// @throws IllegalStateException if a transport uses the channel
  boolean removeReader(SelectableChannel channel);

  /// Runs `callback` whenever `channel` can be written or has finished connecting; otherwise like
  /// [#addReader(SelectableChannel, Runnable)]. Mirrors `loop.add_writer`.
  ///
  /// @throws IllegalArgumentException if the channel is blocking, closed, or cannot be written at
  ///   all
  /// @throws IllegalStateException if a transport uses the channel, or the loop is closed
  void addWriter(SelectableChannel channel, Runnable callback);

  /// Removes the callback that [#addWriter(SelectableChannel, Runnable)] added. Mirrors
  /// `loop.remove_writer`.
  ///
  /// @return false if there was none
  /// @throws IllegalStateException if a transport uses the channel
  boolean removeWriter(SelectableChannel channel);

  // Sockets

  /// Receives up to `max` bytes; none at the end of the stream. `socket` must be non-blocking and
  /// must not belong to a transport.
  ///
  /// Suspends until bytes arrive; cancelling loses none. One task may receive at a time. Mirrors
  /// `loop.sock_recv`.
  ///
  /// @throws IllegalArgumentException if `max` is negative, or from the awaiting call if the socket
  ///   is blocking
  /// @throws IllegalStateException from the awaiting call, if a transport has the socket, or
  ///   another task receives from it
  /// @throws java.io.UncheckedIOException from the awaiting call, if receiving fails, or the owner
  ///   closes the socket meanwhile
  @CheckReturnValue
  Coroutine<byte[]> sockRecv(SocketChannel socket, int max);

  /// Like [#sockRecv(SocketChannel, int)], into `target`; returns the number of bytes, which is 0
  /// at the end of the stream, or without room. Mirrors `loop.sock_recv_into`.
  @CheckReturnValue
  Coroutine<Integer> sockRecvInto(SocketChannel socket, ByteBuffer target);

  /// Receives a datagram; bytes beyond `max` are lost. Otherwise like [#sockRecv(SocketChannel,
  /// int)]. Mirrors `loop.sock_recvfrom`.
  @CheckReturnValue
  Coroutine<Datagram> sockRecvfrom(DatagramChannel socket, int max);

  /// Like [#sockRecvfromInto(DatagramChannel, ByteBuffer, int)], with all the room that `target`
  /// has.
  @CheckReturnValue
  default Coroutine<SocketAddress> sockRecvfromInto(DatagramChannel socket, ByteBuffer target) {
    return sockRecvfromInto(socket, target, target.remaining());
  }

  /// Like [#sockRecvfrom(DatagramChannel, int)], into `target`, whose position moves by the number
  /// of bytes; returns the sender's address. Mirrors `loop.sock_recvfrom_into`.
  ///
  /// @throws IllegalArgumentException if `target` has no room for `max` bytes
  @CheckReturnValue
  Coroutine<SocketAddress> sockRecvfromInto(DatagramChannel socket, ByteBuffer target, int max);

  /// Like [#sockSendall(SocketChannel, ByteBuffer)].
  @CheckReturnValue
  default Coroutine<Void> sockSendall(SocketChannel socket, byte[] data) {
    return sockSendall(socket, ByteBuffer.wrap(data));
  }

  /// Sends all of `data`, which must not be changed before the call ends; its position shows how
  /// much was sent, also after a failure. `socket` must be non-blocking and must not belong to a
  /// transport.
  ///
  /// Suspends while the system accepts no more. One task may send at a time. Mirrors
  /// `loop.sock_sendall`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws IllegalStateException from the awaiting call, if a transport has the socket, or
  ///   another task sends
  /// @throws java.io.UncheckedIOException from the awaiting call, if sending fails
  @CheckReturnValue
  Coroutine<Void> sockSendall(SocketChannel socket, ByteBuffer data);

  /// Like [#sockSendto(DatagramChannel, ByteBuffer, SocketAddress)].
  @CheckReturnValue
  default Coroutine<Integer> sockSendto(
      DatagramChannel socket, byte[] data, SocketAddress receiver) {
    return sockSendto(socket, ByteBuffer.wrap(data), receiver);
  }

  /// Sends a datagram and returns its size. Otherwise like [#sockSendall(SocketChannel,
  /// ByteBuffer)]. Mirrors `loop.sock_sendto`.
  @CheckReturnValue
  Coroutine<Integer> sockSendto(DatagramChannel socket, ByteBuffer data, SocketAddress receiver);

  /// Connects `socket`, which must be non-blocking; an unresolved address is looked up, and the
  /// first result of the socket's family is used.
  ///
  /// Suspends until connected. After a cancellation, the system continues the attempt, and another
  /// call waits for its outcome; after a failure the JDK closes the socket. Mirrors
  /// `loop.sock_connect`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws java.nio.channels.AlreadyConnectedException from the awaiting call, if it is connected
  /// @throws java.io.UncheckedIOException from the awaiting call, around a `ConnectException` and
  ///   the like, if it cannot be connected
  @CheckReturnValue
  Coroutine<Void> sockConnect(SocketChannel socket, SocketAddress address);

  /// Accepts a connection, and returns its socket, which is non-blocking. `socket` must be bound,
  /// and non-blocking.
  ///
  /// Suspends until there is a connection; cancelling loses none. Mirrors `loop.sock_accept`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is blocking
  /// @throws java.io.UncheckedIOException from the awaiting call, if accepting fails
  @CheckReturnValue
  Coroutine<SocketChannel> sockAccept(ServerSocketChannel socket);

  /// Like [#sockSendfile(SocketChannel, FileRange, boolean)], with the fall-back.
  @CheckReturnValue
  default Coroutine<Long> sockSendfile(SocketChannel socket, FileRange range) {
    return sockSendfile(socket, range, true);
  }

  /// Sends a part of a file, and returns the number of bytes sent. The system does it without
  /// copying the bytes ([java.nio.channels.FileChannel#transferTo]); where it cannot, they are read
  /// and sent, unless `fallback` is false.
  ///
  /// Otherwise like [#sockSendall(SocketChannel, ByteBuffer)]; the file is read on the loop's
  /// thread. Mirrors `loop.sock_sendfile`.
  ///
  /// @throws SendfileNotAvailableException from the awaiting call, if `range` is not of a regular
  ///   file, and `fallback` is false
  @CheckReturnValue
  Coroutine<Long> sockSendfile(SocketChannel socket, FileRange range, boolean fallback);

  // Network

  /// Like [#sendfile(WriteTransport, FileRange, boolean)], with the fall-back.
  @CheckReturnValue
  default Coroutine<Long> sendfile(WriteTransport transport, FileRange range) {
    return sendfile(transport, range, true);
  }

  /// Sends a part of a file through a transport, after the data written before, and returns the
  /// number of bytes sent. The system does it without copying the bytes
  /// ([java.nio.channels.FileChannel#transferTo]); where it cannot, as through TLS, they are read
  /// and written, unless `fallback` is false.
  ///
  /// Suspends until all is sent. During that time the transport does not read, the protocol is told
  /// only of the end of the connection, and while the system sends, `write` is refused. The file is
  /// read on the loop's thread. Cancelling stops half-way. Mirrors `loop.sendfile`.
  ///
  /// @throws IllegalStateException from the awaiting call, if the transport is closing
  /// @throws SendfileNotAvailableException from the awaiting call, if the system cannot send this
  ///   file through this transport, and `fallback` is false
  /// @throws java.io.UncheckedIOException from the awaiting call, if the file cannot be read, or
  ///   the connection breaks
  @CheckReturnValue
  Coroutine<Long> sendfile(WriteTransport transport, FileRange range, boolean fallback);

  /// Like [#getaddrinfo(String, int, StandardProtocolFamily)], of both families.
  @CheckReturnValue
  default Coroutine<List<InetSocketAddress>> getaddrinfo(String host, int port) {
    return getaddrinfo(host, port, null);
  }

  /// Looks up the addresses of `host`, with `port`, in the system's order of preference.
  ///
  /// A numeric address is answered at once; a name is looked up in another thread while the task is
  /// suspended. After a cancellation the result is dropped. Mirrors `loop.getaddrinfo`.
  ///
  /// @param family IPv4 or IPv6, or null for both
  /// @throws IllegalArgumentException if `port` is not a port
  /// @throws java.io.UncheckedIOException from the awaiting call, around an `UnknownHostException`,
  ///   if there is none
  @CheckReturnValue
  Coroutine<List<InetSocketAddress>> getaddrinfo(
      String host, int port, @Nullable StandardProtocolFamily family);

  /// Looks up the name of the host at `address`; the result is the numeric address if it has no
  /// name. The port is not translated, because the JDK knows no names of services.
  ///
  /// The look-up runs in another thread, while the task is suspended. Mirrors `loop.getnameinfo`.
  @CheckReturnValue
  Coroutine<String> getnameinfo(InetSocketAddress address);

  /// Sets the resolver of host names; `null` restores the default, which asks the system in threads
  /// of its own and keeps answers for five seconds. Beyond asyncio.
  void setResolver(@Nullable Resolver resolver);

  /// The resolver of host names. Beyond asyncio.
  Resolver getResolver();

  /// Connects to `host:port` over TCP and attaches a protocol made by `factory`.
  ///
  /// Suspends until connected; cancelling closes the half-made connection. Mirrors
  /// `loop.create_connection`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, around the JDK's exception
  ///   (`ConnectException`, `UnknownHostException`, …), if every address failed
  @CheckReturnValue
  default <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port) {
    return createConnection(factory, host, port, ConnectOptions.DEFAULTS);
  }

  /// Like [#createConnection(Supplier, String, int)], with options.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port, ConnectOptions options);

  /// Attaches a protocol made by `factory` to a connected socket that the program supplies. The
  /// socket belongs to the transport from then on, and is closed if this fails.
  ///
  /// Suspends until `connectionMade` was called; cancelling closes the connection. Mirrors
  /// `loop.connect_accepted_socket`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is not connected
  /// @throws java.io.UncheckedIOException from the awaiting call, if it is closed or broken
  @CheckReturnValue
  default <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket) {
    return connectAcceptedSocket(factory, socket, ConnectOptions.DEFAULTS);
  }

  /// Like [#connectAcceptedSocket(Supplier, SocketChannel)], with options. Only those about TLS
  /// apply; with those of a client, they must have a `serverHostname`.
  ///
  /// @throws IllegalArgumentException if the options do not fit together
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options);

  /// Listens on `host:port` and attaches a new protocol made by `factory` to each connection.
  ///
  /// `null` or an empty host listens on all interfaces; port 0 lets the system choose, see
  /// [Server#addresses()]. Mirrors `loop.create_server`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, around a `BindException` that
  ///   names the address, if it cannot be bound
  @CheckReturnValue
  default Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, @Nullable String host, int port) {
    return createServer(factory, host, port, ServerOptions.DEFAULTS);
  }

  /// Like [#createServer(Supplier, String, int)], with options.
  @CheckReturnValue
  Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options);

  /// Like [#createServer(Supplier, String, int, ServerOptions)], on each of several hosts. An
  /// address that appears twice is bound once; with port 0 each gets a port of its own.
  ///
  /// @throws IllegalArgumentException if there is no host
  @CheckReturnValue
  Coroutine<Server> createServerOn(
      Supplier<? extends BaseProtocol> factory,
      Collection<String> hosts,
      int port,
      ServerOptions options);

  /// Serves on a bound socket that the program supplies, such as one that the process inherited.
  /// The socket belongs to the server from then on; of the options, those about binding do not
  /// apply. Mirrors `loop.create_server(sock=…)`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is not bound
  /// @throws java.io.UncheckedIOException from the awaiting call, if it is closed
  @CheckReturnValue
  Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options);

  /// Secures an open connection with TLS. `protocol` gets the data of the transport that this
  /// returns; it is not told of the change, and `connectionMade` is not called again. `transport`
  /// must not be used any more, and no received bytes may be on their way to `protocol`.
  ///
  /// Suspends until the handshake is done; cancelling aborts the connection. Unread bytes in the
  /// stream of a [StreamReader] count as the beginning of the handshake. Mirrors `loop.start_tls`.
  ///
  /// @param transport plain, or with TLS already
  /// @param protocol the protocol of the connection from now on, most often the transport's present
  ///   one
  /// @param options those of a server for the side that waits for the handshake to begin, those of
  ///   a client for the other
  /// @throws IllegalArgumentException from the awaiting call, if `protocol` is not for streams of
  ///   bytes, or a client lacks the server's name
  /// @throws IllegalStateException from the awaiting call, if the transport is closing
  /// @throws java.io.UncheckedIOException from the awaiting call, if the handshake fails: around an
  ///   `SSLException` if the reason is the peer's certificate or another reason of TLS
  @CheckReturnValue
  Coroutine<Transport> startTls(Transport transport, BaseProtocol protocol, TlsOptions options);

  /// Opens a UDP socket for a protocol made by `factory`. Mirrors `loop.create_datagram_endpoint`.
  ///
  /// Suspends until `connectionMade` was called. Addresses may be unresolved
  /// ([java.net.InetSocketAddress#createUnresolved]): then they are looked up without blocking the
  /// loop, and the first two of one family are used that work.
  ///
  /// @param local the address to receive at; `null` for any interface and a port that the system
  ///   picks
  /// @param remote the one address to send to and receive from; `null` if each datagram names its
  ///   own
  /// @throws IllegalArgumentException if neither an address nor, in the options, a family is given,
  ///   or an address is not of the Internet; from the awaiting call, if the addresses have no
  ///   family in common
  /// @throws java.io.UncheckedIOException from the awaiting call, if the socket cannot be bound or
  ///   connected
  @CheckReturnValue
  default <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
    return createDatagramEndpoint(factory, local, remote, DatagramOptions.DEFAULTS);
  }

  /// Like [#createDatagramEndpoint(Supplier, SocketAddress, SocketAddress)], with options.
  @CheckReturnValue
  <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
      Supplier<P> factory,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options);

  /// Like [#createDatagramEndpoint(Supplier, SocketAddress, SocketAddress)], on a socket that the
  /// program supplies, which belongs to the transport from then on. It is bound if it is not yet.
  /// Mirrors `loop.create_datagram_endpoint(sock=…)`.
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
  ///   if no server listens
  @CheckReturnValue
  default <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path) {
    return createUnixConnection(factory, path, ConnectOptions.DEFAULTS);
  }

  /// Like [#createUnixConnection(Supplier, Path)], with options; those about addresses do not
  /// apply.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path, ConnectOptions options);

  /// Like [#connectAcceptedSocket(Supplier, SocketChannel)], for Unix sockets only. Mirrors
  /// `loop.create_unix_connection(sock=…)`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the socket is of another kind or
  ///   not connected
  @CheckReturnValue
  default <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket) {
    return createUnixConnection(factory, socket, ConnectOptions.DEFAULTS);
  }

  /// Like [#createUnixConnection(Supplier, SocketChannel)], with TLS if `options` say so.
  ///
  /// @throws IllegalArgumentException if the options do not fit together
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options);

  /// Listens on a Unix socket at `path` and attaches a new protocol made by `factory` to each
  /// connection. Mirrors `loop.create_unix_server`.
  ///
  /// A socket file that exists already is regarded as stale and removed first; the server's own is
  /// removed when it closes. [ServerOptions] can forbid both.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if `path` cannot be bound
  @CheckReturnValue
  default Coroutine<Server> createUnixServer(Supplier<? extends BaseProtocol> factory, Path path) {
    return createUnixServer(factory, path, ServerOptions.DEFAULTS);
  }

  /// Like [#createUnixServer(Supplier, Path)], with options; those about ports do not apply.
  @CheckReturnValue
  Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, Path path, ServerOptions options);

  /// Like [#createServer(Supplier, ServerSocketChannel, ServerOptions)], for Unix sockets only,
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
  /// daemon thread waits: it reads one piece at a time, and none while reading is paused. It must
  /// be possible to close such a channel while it is read, as with the JDK's; otherwise the thread
  /// ends only when the read returns.
  ///
  /// Suspends until `connectionMade` was called; cancelling closes the connection. Mirrors
  /// `loop.connect_read_pipe`.
  ///
  /// @throws IllegalArgumentException from the awaiting call, if the protocol is not a [Protocol]
  /// @throws java.io.UncheckedIOException from the awaiting call, if the pipe is closed
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, ReadableByteChannel pipe);

  /// Like [#connectReadPipe(Supplier, ReadableByteChannel)], for a stream such as `System.in`.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, InputStream pipe);

  /// Attaches a protocol made by `factory` to the writing end of a pipe. The pipe belongs to the
  /// transport from then on, and is closed if this fails.
  ///
  /// The loop itself watches a `Pipe.SinkChannel` and a `SocketChannel`. For any other channel a
  /// daemon thread writes, one piece at a time. Unlike asyncio's, the transport notices only by
  /// writing that the reading end was closed.
  ///
  /// Suspends until `connectionMade` was called; cancelling closes the connection. Mirrors
  /// `loop.connect_write_pipe`.
  ///
  /// @throws java.io.UncheckedIOException from the awaiting call, if the pipe is closed
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, WritableByteChannel pipe);

  /// Like [#connectWritePipe(Supplier, WritableByteChannel)], for a stream, which is flushed after
  /// each piece.
  @CheckReturnValue
  <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, OutputStream pipe);

  // Child processes

  /// Starts a program, found by the PATH unless its name has a slash, and attaches a protocol made
  /// by `factory`. All three standard streams are pipes.
  ///
  /// The start, which takes some milliseconds, happens in another thread. Suspends until
  /// `connectionMade` was called; cancelling kills the process. Mirrors `loop.subprocess_exec`.
  ///
  /// @param command the program and its arguments
  /// @throws IllegalArgumentException if `command` has no words
  /// @throws java.io.UncheckedIOException from the awaiting call, if the program cannot be started
  /// @see Asyncio#createSubprocessExec(List, SubprocessOptions)
  @CheckReturnValue
  default <P extends SubprocessProtocol>
      Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
          Supplier<P> factory, List<String> command) {
    return subprocessExec(factory, command, SubprocessOptions.PIPES);
  }

  /// Like [#subprocessExec(Supplier, List)], with the standard streams and all else as `options`
  /// say.
  ///
  /// @throws UnsupportedOperationException from the awaiting call, if this system cannot do what
  ///   the options ask for
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command, SubprocessOptions options);

  /// Like [#subprocessExec(Supplier, List)], with a line for `/bin/sh`. Text that the program does
  /// not control, such as file names, must be quoted in it. Mirrors `loop.subprocess_shell`.
  ///
  /// @throws IllegalArgumentException if `command` is blank
  @CheckReturnValue
  default <P extends SubprocessProtocol>
      Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
          Supplier<P> factory, String command) {
    return subprocessShell(factory, command, SubprocessOptions.PIPES);
  }

  /// Like [#subprocessShell(Supplier, String)], with the standard streams and all else as `options`
  /// say.
  @CheckReturnValue
  <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
      Supplier<P> factory, String command, SubprocessOptions options);
}
