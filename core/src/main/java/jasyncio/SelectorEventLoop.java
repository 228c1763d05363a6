package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.jfr.FlightRecording;
import jasyncio.internal.loop.FailureLog;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.Machine;
import jasyncio.internal.loop.Signals;
import jasyncio.internal.net.FilePart;
import jasyncio.internal.net.FileSending;
import jasyncio.internal.net.Network;
import jasyncio.internal.net.SocketOperations;
import jasyncio.internal.observe.LoopView;
import jasyncio.internal.observe.StepMonitor;
import jasyncio.internal.observe.Watchdog;
import jasyncio.internal.pipe.Pipes;
import jasyncio.internal.process.Processes;
import jasyncio.internal.report.TaskInfo;
import jasyncio.internal.stream.StreamProtocol;
import jasyncio.internal.thread.Threads;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The face of a loop: every operation of [EventLoop] that turns and tasks do not give already,
/// each handed to the part that does it. Nothing but [Asyncio] names this class, so that the parts
/// depend on what they use and not on each other.
final class SelectorEventLoop extends TaskLoop implements FlightRecording.Recorded, LoopView {
  private static final byte[] NONE = {};

  private final Network network;
  private final SocketOperations sockets;
  private final Pipes pipes;
  private final Processes processes;
  private final Signals signals = new Signals(this);
  private final Threads threads = new Threads(this);
  private final FlightRecording flightRecording = new FlightRecording(this);
  private @Nullable StepMonitor watch;

  SelectorEventLoop(LoopOptions options) {
    this(options, Machine.current());
  }

  SelectorEventLoop(LoopOptions options, Machine machine) {
    super(options, machine);
    LoopChannels channels = channels();
    network = new Network(this, channels);
    sockets = new SocketOperations(this, channels, network);
    pipes = new Pipes(this, channels);
    processes = new Processes(this, channels, pipes);
  }

  @Override
  public Engine engine() {
    return Engine.of(fibers());
  }

  @Override
  public FlightRecording flightRecording() {
    return flightRecording;
  }

  @Override
  protected void runBegins() {
    flightRecording.update();
    watch = Watchdog.begin(this);
  }

  @Override
  protected void runEnds() {
    Watchdog.end(watch);
    watch = null;
    super.runEnds();
    flightRecording.flush();
  }

  @Override
  protected void waitBegins() {
    flightRecording.flush();
  }

  @Override
  protected boolean lookBeforeWaiting() {
    boolean looked = super.lookBeforeWaiting();
    return sockets.endClosed() || looked;
  }

  @Override
  protected void closing() {
    super.closing();
    network.close();
    processes.close();
    pipes.close();
  }

  @Override
  protected void closed() {
    signals.removeAll();
    threads.abandon();
    super.closed();
  }

  // Tools

  @Override
  public Loop loop() {
    return this;
  }

  @Override
  public boolean isDeadlockSuspected() {
    return deadlocks().isSuspected();
  }

  @Override
  public long numberOf(Task<?> task) {
    return task.number();
  }

  @Override
  public List<StackTraceElement> wholeStackOf(Task<?> task) {
    return List.of(task.wholeStack());
  }

  @Override
  public TaskInfo describe(Task<?> task, List<StackTraceElement> stack) {
    return new TaskInfo(
        task.number(),
        TextForms.ofValue(task.getName()),
        task.state(),
        stack,
        TextForms.forTools(task::waitsFor),
        CallGraph.idsOf(CallGraph.awaitersOf(task)));
  }

  // Failures and generators

  @Override
  public void defaultExceptionHandler(ExceptionContext context) {
    Throwable failure = context.exception();
    FailureLog.write(context, failure == null ? null : AsyncPath.line(failure));
  }

  @Override
  public Coroutine<Void> shutdownAsyncgens() {
    return Coroutine.of(() -> {
      List<GeneratorRun<?>> open = List.copyOf(generators());
      List<Coroutine<Void>> closing = new ArrayList<>();
      open.forEach(run -> closing.add(Coroutine.of(run::close)));
      List<Outcome<Void>> closed = await(Gather.outcomes(this, closing));
      for (int i = 0; i < open.size(); i++) {
        reportIfNotClosed(open.get(i), closed.get(i));
      }
    });
  }

  private void reportIfNotClosed(GeneratorRun<?> run, Outcome<?> closed) {
    if (closed instanceof Outcome.Failure<?>(Throwable failure)) {
      AsyncGenerator<?> generator = run.generator();
      String which = generator == null ? "" : " " + generator;
      callExceptionHandler(
          ExceptionContext.of(
                  "an error occurred during closing of asynchronous generator" + which, failure)
              .withAsyncgen(generator));
    }
  }

  // Signals and threads

  @Override
  public Handle addSignalHandler(String signal, Runnable callback) {
    checkNotClosed();
    return signals.add(signal, callback);
  }

  @Override
  public boolean removeSignalHandler(String signal) {
    return signals.remove(signal);
  }

  @Override
  public <T extends @Nullable Object> Future<T> runInExecutor(
      @Nullable Executor executor, Callable<T> body) {
    checkNotClosed();
    return threads.run(executor == null ? null : machine().executor(executor), body);
  }

  @Override
  public void setDefaultExecutor(ExecutorService executor) {
    threads.setDefault(executor);
  }

  @Override
  public ExecutorService taskExecutor(int limit) {
    Checks.positive("limit", limit);
    checkNotClosed();
    return threads.taskExecutor(limit);
  }

  @Override
  public Coroutine<Void> shutdownDefaultExecutor(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return Coroutine.of(() -> threads.shutdown(timeout));
  }

  // Channels

  @Override
  public void addReader(SelectableChannel channel, Runnable callback) {
    channels().programWatches().addReader(channel, callback);
  }

  @Override
  public boolean removeReader(SelectableChannel channel) {
    return channels().programWatches().removeReader(channel);
  }

  @Override
  public void addWriter(SelectableChannel channel, Runnable callback) {
    channels().programWatches().addWriter(channel, callback);
  }

  @Override
  public boolean removeWriter(SelectableChannel channel) {
    return channels().programWatches().removeWriter(channel);
  }

  // Sockets

  @Override
  public Coroutine<byte[]> sockRecv(SocketChannel socket, int max) {
    return sockets.receive(socket, max);
  }

  @Override
  public Coroutine<Integer> sockRecvInto(SocketChannel socket, ByteBuffer target) {
    return sockets.receiveInto(socket, target);
  }

  @Override
  public Coroutine<Datagram> sockRecvfrom(DatagramChannel socket, int max) {
    return sockets.receiveFrom(socket, max);
  }

  @Override
  public Coroutine<SocketAddress> sockRecvfromInto(
      DatagramChannel socket, ByteBuffer target, int max) {
    return sockets.receiveFromInto(socket, target, max);
  }

  @Override
  public Coroutine<Void> sockSendall(SocketChannel socket, ByteBuffer data) {
    return sockets.sendAll(socket, data);
  }

  @Override
  public Coroutine<Integer> sockSendto(
      DatagramChannel socket, ByteBuffer data, SocketAddress receiver) {
    return sockets.sendTo(socket, data, receiver);
  }

  @Override
  public Coroutine<Void> sockConnect(SocketChannel socket, SocketAddress address) {
    return sockets.connect(socket, address);
  }

  @Override
  public Coroutine<SocketChannel> sockAccept(ServerSocketChannel socket) {
    return sockets.accept(socket);
  }

  @Override
  public Coroutine<Long> sockSendfile(SocketChannel socket, FileRange range, boolean fallback) {
    return sockets.sendFile(socket, FilePart.of(range), fallback);
  }

  // Network

  @Override
  public Coroutine<Long> sendfile(WriteTransport transport, FileRange range, boolean fallback) {
    return FileSending.through(this, transport, FilePart.of(range), fallback);
  }

  @Override
  public Coroutine<List<InetSocketAddress>> getaddrinfo(
      String host, int port, @Nullable StandardProtocolFamily family) {
    return network.addressesOf(host, port, family);
  }

  @Override
  public Coroutine<String> getnameinfo(InetSocketAddress address) {
    machine().requireMachine("look-ups of addresses");
    return network.nameOf(address);
  }

  @Override
  public void setResolver(@Nullable Resolver resolver) {
    network.resolver(resolver);
  }

  @Override
  public Resolver getResolver() {
    return network.resolver();
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port, ConnectOptions options) {
    return network.connect(factory, host, port, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    return network.adopt(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    return network.listen(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options) {
    return network.listen(factory, host, port, options);
  }

  @Override
  public Coroutine<Transport> startTls(
      Transport transport, BaseProtocol protocol, TlsOptions options) {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(options, "options");
    return () -> {
      Supplier<byte[]> received =
          protocol instanceof StreamProtocol stream ? stream.inbox()::takeUnread : () -> NONE;
      return network.startTls(transport, protocol, options, received);
    };
  }

  @Override
  public Coroutine<Server> createServerOn(
      Supplier<? extends BaseProtocol> factory,
      Collection<String> hosts,
      int port,
      ServerOptions options) {
    return network.listen(factory, hosts, port, options);
  }

  @Override
  public <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory,
          @Nullable SocketAddress local,
          @Nullable SocketAddress remote,
          DatagramOptions options) {
    return network.datagrams(factory, local, remote, options);
  }

  @Override
  public <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory, DatagramChannel socket) {
    return network.datagrams(factory, socket);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path, ConnectOptions options) {
    machine().requireMachine("Unix sockets");
    return network.connect(factory, path, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    return network.adoptUnix(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, Path path, ServerOptions options) {
    machine().requireMachine("Unix sockets");
    return network.listen(factory, path, options);
  }

  @Override
  public Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    return network.listenUnix(factory, socket, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, ReadableByteChannel pipe) {
    machine().requireMachine("pipes");
    return pipes.connectRead(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, InputStream pipe) {
    machine().requireMachine("pipes");
    return pipes.connectRead(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, WritableByteChannel pipe) {
    machine().requireMachine("pipes");
    return pipes.connectWrite(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, OutputStream pipe) {
    machine().requireMachine("pipes");
    return pipes.connectWrite(factory, pipe);
  }

  @Override
  public <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command, SubprocessOptions options) {
    machine().requireMachine("subprocesses");
    return processes.exec(factory, command, options);
  }

  @Override
  public <P extends SubprocessProtocol>
      Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
          Supplier<P> factory, String command, SubprocessOptions options) {
    machine().requireMachine("subprocesses");
    return processes.shell(factory, command, options);
  }
}
