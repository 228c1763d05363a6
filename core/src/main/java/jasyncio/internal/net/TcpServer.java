package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.CancelledError;
import jasyncio.Context;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.Task;
import jasyncio.internal.loop.LoopLog;
import jasyncio.internal.tls.Tls;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.ServedByTask;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server: its listening sockets, and the transports of the connections that they accepted. Loop
/// thread only.
public final class TcpServer implements Server {
  private final TransportContext context;
  private final Supplier<? extends BaseProtocol> factory;
  private final ServerOptions options;
  private final List<Listener> listeners;

  // the servers of the loop that are not closed
  private final Set<TcpServer> openServers;

  private final Set<SocketTransport> clients = new LinkedHashSet<>();

  // null without a limit
  private final @Nullable BufferBudget budget;

  // each handler that still runs though its connection is gone, with its protocol
  private final Map<Task<?>, BaseProtocol> stragglers = new LinkedHashMap<>();
  private final List<Future<Server>> waiters = new ArrayList<>();

  // done when neither connections nor tasks are left; null unless a task waits for that
  private @Nullable Future<TcpServer> quiet;

  // a copy of the context of the call that began serving, in which connections begin
  private @Nullable Context servingContext;
  private @Nullable Future<Server> forever;
  private boolean serving;
  private boolean closed;

  // true while the transport of a new connection is made
  private boolean attaching;

  // true while new connections wait, since there are as many as there may be
  private boolean full;

  // counts the calls that close all connections
  private int evictions;

  /// A server that is open and does not serve yet.
  ///
  /// @param openServers where this stays until it is closed
  TcpServer(
      TransportContext context,
      List<Listener> listeners,
      Supplier<? extends BaseProtocol> factory,
      ServerOptions options,
      Set<TcpServer> openServers) {
    this.context = context;
    this.listeners = listeners;
    this.factory = factory;
    this.options = options;
    this.openServers = openServers;
    this.budget =
        options.maxBufferedBytes() == Long.MAX_VALUE
            ? null
            : new BufferBudget(this, context.loop(), options.maxBufferedBytes(), clients);
    openServers.add(this);
  }

  @Override
  public Coroutine<Void> startServing() {
    return Coroutine.of(this::serve);
  }

  void serve() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
    if (serving) {
      return;
    }
    serving = true;
    servingContext = Context.copy();
    try {
      for (Listener listener : listeners) {
        listener.start(this);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "cannot serve on " + listeners + ": " + ChannelErrors.reason(e), e);
    }
  }

  @Override
  public Coroutine<Void> serveForever() {
    return Coroutine.of(this::serveUntilCancelled);
  }

  private void serveUntilCancelled() throws Exception {
    if (forever != null) {
      throw new IllegalStateException(this + " is in serveForever() already");
    }
    serve();
    Future<Server> forever = getLoop().createFuture("serveForever", this);
    this.forever = forever;
    try {
      await(forever);
    } catch (CancelledError e) {
      if (!closed) { // else the caller of close() decides about the connections
        close();
        closeClients(); // as asyncio since 3.14: an idle client would keep the program from ending
      }
      awaitClosed();
      throw e;
    } finally {
      this.forever = null;
    }
  }

  /// Makes a transport for a connection that has been accepted.
  void accepted(SocketChannel channel) {
    attaching = true;
    try {
      SocketOptions.prepare(channel, options.keepAlive());
      if (servingContext != null) {
        servingContext.run(() -> attach(channel));
      }
    } catch (IOException e) {
      ChannelErrors.closeQuietly(channel); // the peer has gone again
    } catch (Throwable t) {
      refuse(channel, t);
    } finally {
      attaching = false;
      wakeIfOver();
    }
  }

  private void refuse(SocketChannel channel, Throwable cause) {
    ChannelErrors.closeQuietly(channel);
    context.report("Error on transport creation for incoming connection", cause, null, null);
  }

  private boolean attach(SocketChannel channel) throws IOException {
    int evictionsBefore = evictions;
    BaseProtocol protocol;
    try {
      protocol = factory.get();
    } catch (Throwable t) { // an IOException of the program does not mean that the peer has gone
      refuse(channel, t);
      return false;
    }
    if (evictions > evictionsBefore) { // the factory has closed the connections, and this is one
      channel.close();
      return false;
    }
    var transport = new SocketTransport(context, channel, protocol, this);
    try {
      if (options.idleTimeout() != null) {
        transport.limitIdling(options.idleTimeout());
      }
      transport.start(context.watch(channel, transport::readReady, transport::writeReady), null);
    } catch (Throwable t) {
      transport.release();
      throw t;
    }
    clients.add(transport); // not before, so that a failure above leaves none here
    acceptIfRoom();
    return true;
  }

  /// Counts the bytes of a connection again, which may have changed.
  void countBuffers(SocketTransport client) {
    if (budget != null) {
      budget.update(client);
    }
  }

  private void acceptIfRoom() {
    boolean full = clients.size() >= options.maxConnections();
    if (full != this.full) {
      this.full = full;
      listeners.forEach(listener -> listener.accepting(serving && !full));
      warnIfFull();
    }
  }

  private void warnIfFull() {
    if (full && LoopLog.admits("servers with as many connections as they may have")) {
      LoopLog.log(
          Level.WARNING,
          () ->
              "%s has as many connections as it may, see ServerOptions.withMaxConnections():"
                      .formatted(this)
                  + " further ones wait");
    }
  }

  /// The connection is gone.
  void detach(SocketTransport transport) {
    clients.remove(transport);
    if (budget != null) {
      budget.remove(transport);
    }
    Task<?> handler = handler(transport);
    if (handler != null) {
      stragglers.put(handler, transport.getProtocol());
      handler.addDoneCallback(this::straggled);
    }
    acceptIfRoom();
    wakeIfOver();
  }

  private static @Nullable Task<?> handler(SocketTransport transport) {
    return ServedByTask.handlerOf(transport.getProtocol());
  }

  private void straggled(Future<?> handler) {
    stragglers.remove(handler);
    wakeIfOver();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    serving = false;
    listeners.forEach(Listener::close);
    context.flushClosed(); // so that the ports are free on return
    openServers.remove(this);
    if (forever != null) {
      forever.cancel();
    }
    wakeIfOver();
  }

  private boolean isOver() {
    return closed && clients.isEmpty() && !attaching;
  }

  private boolean isQuiet() {
    return clients.isEmpty() && stragglers.isEmpty() && !attaching;
  }

  private void wakeIfOver() {
    if (quiet != null && isQuiet()) {
      quiet.setResult(this);
      quiet = null;
    }
    if (isOver()) {
      if (budget != null) {
        budget.close();
      }
      for (Future<Server> waiter : waiters) {
        if (!waiter.done()) {
          waiter.setResult(this);
        }
      }
      waiters.clear();
    }
  }

  @Override
  public Coroutine<Void> waitClosed() {
    return Coroutine.of(this::awaitClosed);
  }

  private void awaitClosed() {
    if (isOver()) {
      return;
    }
    Future<Server> waiter = getLoop().createFuture("waitClosed", this);
    waiters.add(waiter);
    try {
      await(waiter);
    } finally {
      waiters.remove(waiter);
    }
  }

  @Override
  public void closeClients() {
    evictions++;
    List.copyOf(clients).forEach(client -> Tls.top(client).close());
  }

  @Override
  public void abortClients() {
    evictions++;
    List.copyOf(clients).forEach(SocketTransport::abort);
  }

  @Override
  public Coroutine<List<String>> shutdown(Duration grace) {
    Objects.requireNonNull(grace, "grace");
    return () -> new ServerShutdown(this).run(grace);
  }

  /// Done as soon as neither connections nor handlers are left.
  Future<TcpServer> quiet() {
    if (quiet == null) {
      quiet = getLoop().createFuture("shutdown", this);
    }
    Future<TcpServer> result = quiet;
    wakeIfOver();
    return result;
  }

  /// Asks all protocols to come to an end.
  void requestShutdown() {
    List<BaseProtocol> protocols = new ArrayList<>(stragglers.values());
    clients.forEach(client -> protocols.add(client.getProtocol()));
    for (BaseProtocol protocol : protocols) {
      try {
        protocol.shutdownRequested();
      } catch (Throwable t) {
        context.report("protocol.shutdownRequested() failed", t, null, protocol);
      }
    }
  }

  /// Cancels the tasks that serve, which then close their connections, and closes the rest.
  void stopHandlers() {
    handlers().forEach(handler -> handler.cancel("server shuts down"));
    for (SocketTransport client : List.copyOf(clients)) {
      if (handler(client) == null) {
        Tls.top(client).close();
      }
    }
  }

  /// The tasks that serve, or still run though their connection is gone.
  List<Task<?>> handlers() {
    List<Task<?>> handlers = new ArrayList<>(stragglers.keySet());
    for (SocketTransport client : clients) {
      Task<?> handler = handler(client);
      if (handler != null) {
        handlers.add(handler);
      }
    }
    return handlers;
  }

  @Override
  public boolean isServing() {
    return serving;
  }

  @Override
  public List<SocketAddress> addresses() {
    return closed ? List.of() : listeners.stream().map(Listener::address).toList();
  }

  @Override
  public EventLoop getLoop() {
    return context.loop();
  }

  @Override
  public String toString() {
    return "Server[%s, %s, %s connections]"
        .formatted(
            listeners, closed ? "closed" : serving ? "serving" : "not serving", clients.size());
  }
}
