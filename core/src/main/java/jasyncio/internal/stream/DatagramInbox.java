package jasyncio.internal.stream;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseTransport;
import jasyncio.Datagram;
import jasyncio.DatagramProtocol;
import jasyncio.DatagramTransport;
import jasyncio.EventLoop;
import jasyncio.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The datagrams and failures that a datagram transport has reported, kept for the tasks that await
/// a [jasyncio.DatagramEndpoint]. Loop thread only.
public final class DatagramInbox implements DatagramProtocol {
  private static final int MOST_KEPT = 64;

  private final EventLoop loop;
  private final DrainGate gate;
  private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
  private final ArrayDeque<Future<DatagramInbox>> receivers = new ArrayDeque<>();
  private @Nullable DatagramTransport transport;

  // true while a datagram is handed to the transport, whose failures then belong to that datagram
  private boolean sending;
  private @Nullable IOException sendFailure;

  private boolean lost;
  private @Nullable Throwable cause;

  private sealed interface Arrival {
    record Received(Datagram datagram) implements Arrival {}

    record Failed(IOException cause) implements Arrival {}
  }

  public DatagramInbox(EventLoop loop) {
    this.loop = loop;
    this.gate = new DrainGate(loop);
  }

  // For tasks

  /// Takes the next datagram; null if the endpoint is closed. Suspends the current task until there
  /// is one.
  ///
  /// @param endpoint the object that texts and tools show as the one waited for
  /// @throws UncheckedIOException if a failure is next
  public @Nullable Datagram take(Object endpoint) {
    while (arrivals.isEmpty()) {
      if (lost) {
        return null;
      }
      awaitArrival(endpoint);
    }
    Arrival next = arrivals.remove();
    if (arrivals.size() == MOST_KEPT / 2) {
      transport().resumeReading();
    }
    return switch (next) {
      case Arrival.Received(var datagram) -> datagram;
      case Arrival.Failed(var failure) ->
          throw new UncheckedIOException(failure.getMessage(), failure);
    };
  }

  private void awaitArrival(Object endpoint) {
    Future<DatagramInbox> receiver = loop.createFuture("receive", endpoint);
    receivers.add(receiver);
    try {
      await(receiver);
    } catch (Throwable t) {
      receivers.remove(receiver);
      if (!arrivals.isEmpty()) {
        wakeReceiver(); // this one may have been woken for it
      }
      throw t;
    }
  }

  private void wakeReceiver() {
    for (Future<DatagramInbox> receiver; (receiver = receivers.poll()) != null; ) {
      if (!receiver.done()) {
        receiver.setResult(this);
        return;
      }
    }
  }

  /// Runs `send`, and returns the failure that the transport reports meanwhile, or null.
  public @Nullable IOException failureOf(Runnable send) {
    sending = true;
    try {
      send.run();
      return sendFailure;
    } finally {
      sending = false;
      sendFailure = null;
    }
  }

  /// Suspends the current task while the transport's queue is full.
  public void awaitRoom(Object endpoint) {
    gate.awaitDrained(endpoint);
  }

  /// Suspends the current task until the endpoint is gone.
  public void awaitLost(Object endpoint) {
    gate.awaitLost(endpoint);
  }

  /// The exception that broke the endpoint, or null.
  public @Nullable Throwable cause() {
    return cause;
  }

  // The transport's events

  private DatagramTransport transport() {
    return Objects.requireNonNull(transport, "not connected");
  }

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (DatagramTransport) transport;
  }

  @Override
  public void datagramReceived(byte[] data, SocketAddress from) {
    arrived(new Arrival.Received(new Datagram(data, from)));
  }

  @Override
  public void errorReceived(IOException failure) {
    if (sending) {
      sendFailure = failure;
    } else {
      arrived(new Arrival.Failed(failure));
    }
  }

  private void arrived(Arrival arrival) {
    arrivals.add(arrival);
    if (arrivals.size() >= MOST_KEPT) {
      transport().pauseReading();
    }
    wakeReceiver();
  }

  @Override
  public void pauseWriting() {
    gate.pause();
  }

  @Override
  public void resumeWriting() {
    gate.resume();
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    lost = true;
    this.cause = cause;
    while (!receivers.isEmpty()) {
      wakeReceiver();
    }
    gate.lose(cause);
  }
}
