package jasyncio.internal.net;

import static jasyncio.Asyncio.await;

import jasyncio.BaseProtocol;
import jasyncio.CancelledError;
import jasyncio.Context;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Listening sockets, and the transports of the connections that came in by them. Loop thread only.
final class TcpServer implements Server {
  private final TcpNetwork network;
  private final Supplier<? extends BaseProtocol> factory;
  private final boolean keepAlive;
  private final List<Listener> listeners;
  private final Set<SocketTransport> clients = new LinkedHashSet<>();
  private final List<Future<Server>> waiters = new ArrayList<>();

  // what the context was where serving began: connections start out with a copy of it
  private @Nullable Context context;
  private @Nullable Future<Server> forever;
  private boolean serving;
  private boolean closed;

  TcpServer(
      TcpNetwork network,
      List<Listener> listeners,
      Supplier<? extends BaseProtocol> factory,
      ServerOptions options) {
    this.network = network;
    this.listeners = listeners;
    this.factory = factory;
    this.keepAlive = options.keepAlive();
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
    context = Context.copy();
    try {
      for (Listener listener : listeners) {
        listener.start(this);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "cannot serve on " + listeners + ": " + TcpNetwork.reason(e), e);
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
      close();
      closeClients(); // as asyncio since 3.14: else an idle client would keep the program from
      // ending
      awaitClosed();
      throw e;
    } finally {
      this.forever = null;
    }
  }

  /// A connection came in.
  void accepted(SocketChannel channel) {
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (keepAlive) {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
      if (context != null) {
        context.run(() -> attach(channel));
      }
    } catch (IOException e) {
      TcpNetwork.closeQuietly(channel); // the peer has gone again
    } catch (Throwable t) {
      TcpNetwork.closeQuietly(channel);
      network.report("Error on transport creation for incoming connection", t, null, null);
    }
  }

  private SocketTransport attach(SocketChannel channel) throws IOException {
    SocketTransport transport = new SocketTransport(network, channel, factory.get(), this);
    Watch watch = network.watch(channel, transport::readReady, transport::writeReady);
    clients.add(transport);
    transport.start(watch, null);
    return transport;
  }

  /// The connection is gone.
  void detach(SocketTransport transport) {
    clients.remove(transport);
    wakeIfOver();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    serving = false;
    network.close(listeners);
    network.forget(this);
    if (forever != null) {
      forever.cancel();
    }
    wakeIfOver();
  }

  private boolean isOver() {
    return closed && clients.isEmpty();
  }

  private void wakeIfOver() {
    if (isOver()) {
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
    List.copyOf(clients).forEach(client -> Tls.top(client).close());
  }

  @Override
  public void abortClients() {
    List.copyOf(clients).forEach(SocketTransport::abort);
  }

  @Override
  public boolean isServing() {
    return serving;
  }

  @Override
  public List<SocketAddress> sockets() {
    return closed ? List.of() : listeners.stream().map(Listener::address).toList();
  }

  @Override
  public EventLoop getLoop() {
    return network.loop();
  }

  @Override
  public String toString() {
    return "Server[%s, %s, %d connections]"
        .formatted(
            listeners, closed ? "closed" : serving ? "serving" : "not serving", clients.size());
  }
}
