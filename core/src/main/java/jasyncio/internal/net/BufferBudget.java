package jasyncio.internal.net;

import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.TimerHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The limit on the bytes that all connections of one server hold in memory: parts of messages that
/// have arrived, and what peers have not taken yet.
///
/// Above the limit, connections are cut until an eighth of it is free again, first those that have
/// held something for the longest time: peers that send parts of a message, or do not take what is
/// sent to them. One that is served in time holds nothing now and then.
///
/// Loop thread only.
final class BufferBudget {
  // a flood of peers that are cut must not become one of reports
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

  private final TcpServer server;
  private final EventLoop loop;
  private final long limit;
  private final Collection<SocketTransport> clients;

  // the bytes of all connections at their last counts
  private long total;

  // connections that were cut and not reported yet
  private int cut;
  private long cutBytes;
  private @Nullable TimerHandle pause;

  /// @param clients the connections, as they come and go
  BufferBudget(TcpServer server, EventLoop loop, long limit, Collection<SocketTransport> clients) {
    this.server = server;
    this.loop = loop;
    this.limit = limit;
    this.clients = clients;
  }

  /// The bytes of one connection at the last count. Belongs to the budget.
  static final class Share {
    private long bytes;
    private long since; // the time from which on it was never seen without any
  }

  /// Counts anew what `client` holds.
  void update(SocketTransport client) {
    count(client);
    if (total > limit) {
      shed();
    }
  }

  private void count(SocketTransport client) {
    Share share = client.share();
    long bytes = client.bufferedBytes();
    if (share.bytes == 0 && bytes > 0) {
      share.since = loop.time();
    }
    total += bytes - share.bytes;
    share.bytes = bytes;
  }

  /// The connection is gone.
  void remove(SocketTransport client) {
    total -= client.share().bytes;
    client.share().bytes = 0;
  }

  private void shed() {
    clients.forEach(this::count); // handlers may have read meanwhile
    if (total <= limit) {
      return;
    }
    while (total > limit - limit / 8) {
      Optional<SocketTransport> slowest = slowest();
      if (slowest.isEmpty()) {
        break;
      }
      cut(slowest.get());
    }
    reportIfDue();
  }

  private Optional<SocketTransport> slowest() {
    return clients.stream()
        .filter(client -> client.share().bytes > 0)
        .min(Comparator.comparingLong(client -> client.share().since - loop.time()));
  }

  private void cut(SocketTransport client) {
    cut++;
    cutBytes += client.share().bytes;
    client.failBy(
        new IOException(
            "cut off: the connections of the server hold more than %d bytes".formatted(limit)));
    remove(client);
  }

  private void reportIfDue() {
    if (cut == 0 || pause != null) {
      return;
    }
    String message =
        "%s held more than %d bytes for its connections: cut off the %d slowest, which held %d"
            .formatted(server, limit, cut, cutBytes);
    cut = 0;
    cutBytes = 0;
    pause =
        loop.callLater(
            REPORT_INTERVAL,
            () -> {
              pause = null;
              reportIfDue();
            });
    loop.callExceptionHandler(ExceptionContext.of(message, null));
  }

  /// The server is closed, and all its connections are gone.
  void close() {
    if (pause != null) {
      pause.cancel();
    }
  }
}
