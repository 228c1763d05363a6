package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.TimerHandle;
import jasyncio.Transport;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A socket on its way to one address, until a transport takes it over.
///
/// The socket stays on the selector all along, so readiness passes through here: at first it means
/// that the attempt has ended, later it is the transport's. Loop thread only.
public final class OutgoingConnection {
  private final TransportContext context;
  private final SocketAddress remote;
  private final SocketChannel channel;
  private @Nullable Watch watch;

  // one of the two is set while readiness has a meaning
  private @Nullable Future<OutgoingConnection> attempt;
  private @Nullable SocketTransport transport;

  private OutgoingConnection(
      TransportContext context, SocketAddress remote, SocketChannel channel) {
    this.context = context;
    this.remote = remote;
    this.channel = channel;
  }

  /// A socket that is to be connected to `remote`.
  static OutgoingConnection to(TransportContext context, SocketAddress remote) throws IOException {
    return new OutgoingConnection(
        context, remote, open(context.provider(), Addresses.family(remote)));
  }

  /// Takes over a socket that is connected already, and closes it if that fails.
  ///
  /// @throws IllegalArgumentException if it is not connected
  static OutgoingConnection of(TransportContext context, SocketChannel channel) throws IOException {
    try {
      SocketAddress remote = channel.getRemoteAddress();
      if (remote == null) {
        throw new IllegalArgumentException("not connected: " + channel);
      }
      var connection = new OutgoingConnection(context, remote, channel);
      connection.prepare(false);
      return connection;
    } catch (Throwable t) {
      ChannelErrors.closeQuietly(channel);
      throw t;
    }
  }

  private static SocketChannel open(SelectorProvider provider, ProtocolFamily family)
      throws IOException {
    try {
      return provider.openSocketChannel(family);
    } catch (UnsupportedOperationException e) {
      throw new IOException("this machine has no %s: %s".formatted(family, e.getMessage()), e);
    }
  }

  /// Suspends the current task until the connection stands. On any failure, cancellation included,
  /// the socket is closed.
  ///
  /// @param locals the addresses to connect from, the first that is free; none if any will do
  void connect(List<InetSocketAddress> locals, boolean keepAlive, @Nullable Duration timeout)
      throws IOException {
    try {
      bind(locals);
      Watch watch = prepare(keepAlive);
      if (!channel.connect(remote)) {
        awaitConnected(watch, timeout);
      }
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private Watch prepare(boolean keepAlive) throws IOException {
    SocketOptions.prepare(channel, keepAlive);
    Watch watch = context.watch(channel, this::readReady, this::writeReady);
    this.watch = watch;
    return watch;
  }

  private void bind(List<InetSocketAddress> locals) throws BindException {
    List<IOException> failures = new ArrayList<>();
    StringJoiner reasons = new StringJoiner("; ");
    for (InetSocketAddress local : locals) {
      try {
        channel.bind(local);
        return;
      } catch (IOException e) {
        failures.add(e);
        reasons.add("cannot bind " + Addresses.describe(local) + ": " + ChannelErrors.reason(e));
      }
    }
    if (!failures.isEmpty()) {
      var failure = new BindException(reasons.toString());
      failure.initCause(failures.getFirst());
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private void awaitConnected(Watch watch, @Nullable Duration timeout) throws IOException {
    EventLoop loop = context.loop();
    Future<OutgoingConnection> attempt = loop.createFuture("connect", remote);
    this.attempt = attempt;
    TimerHandle timer =
        timeout == null ? null : loop.callLater(timeout, () -> giveUp(attempt, timeout));
    watch.writing(true);
    try {
      await(attempt, IOException.class);
    } finally {
      watch.writing(false);
      this.attempt = null;
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  private static void giveUp(Future<OutgoingConnection> attempt, Duration timeout) {
    if (!attempt.done()) {
      attempt.setException(new SocketTimeoutException("no answer within " + timeout));
    }
  }

  private void readReady() {
    if (transport != null) {
      transport.readReady();
    }
  }

  private void writeReady() {
    if (transport != null) {
      transport.writeReady();
    } else if (attempt != null && !attempt.done()) {
      finish(attempt);
    }
  }

  private void finish(Future<OutgoingConnection> attempt) {
    try {
      if (channel.finishConnect()) {
        attempt.setResult(this);
      }
    } catch (IOException e) {
      attempt.setException(e);
    }
  }

  /// Hands the connection to a transport for `protocol`, and suspends the current task until the
  /// protocol has heard of it. On any failure, cancellation included, the socket is closed.
  Transport attach(BaseProtocol protocol) {
    Future<AbstractTransport> ready = context.loop().createFuture("connectionMade", remote);
    SocketTransport transport = begin(protocol, ready);
    try {
      await(ready);
    } catch (Throwable t) {
      transport.close();
      throw t;
    }
    return transport;
  }

  private SocketTransport begin(BaseProtocol protocol, Future<AbstractTransport> ready) {
    try {
      SocketTransport transport = new SocketTransport(context, channel, protocol, null);
      this.transport = transport;
      transport.start(watch(), ready);
      return transport;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "connection with " + Addresses.describe(remote) + ": " + ChannelErrors.reason(e), e);
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private Watch watch() {
    if (watch == null) {
      throw new IllegalStateException("not connected to " + remote);
    }
    return watch;
  }

  /// Gives the socket back, before a transport has begun with it.
  void close() {
    if (transport != null) {
      transport.release();
    }
    if (watch != null) {
      watch.cancel();
    }
    ChannelErrors.closeQuietly(channel);
  }
}
