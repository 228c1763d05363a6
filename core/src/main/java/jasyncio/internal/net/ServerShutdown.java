package jasyncio.internal.net;

import jasyncio.Task;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.LoopLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/// The steps by which a server comes to its end, each gentler than the next, and each with a limit.
/// Loop thread only.
public final class ServerShutdown {
  // Time for a handler that was cancelled to tidy up, and for queued bytes to go out; and then once
  // more for handlers that only notice that their connection is gone.
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  private final TcpServer server;

  ServerShutdown(TcpServer server) {
    this.server = server;
  }

  /// Suspends the current task until the server is quiet or nothing is left to try; gives the names
  /// of the handlers that still run.
  List<String> run(Duration grace) {
    server.close();
    Await.turn(); // a connection that just came in gets its connectionMade first
    server.requestShutdown();
    if (isQuietWithin(grace)) {
      return List.of();
    }
    server.stopHandlers();
    if (isQuietWithin(LAST_CHANCE)) {
      return List.of();
    }
    server.abortClients();
    return isQuietWithin(LAST_CHANCE) ? List.of() : unstoppable();
  }

  private boolean isQuietWithin(Duration limit) {
    return Await.doneWithin(server.quiet(), limit);
  }

  private List<String> unstoppable() {
    List<String> names = server.handlers().stream().map(Task::getName).toList();
    if (!names.isEmpty()) {
      LoopLog.log(Level.WARNING, () -> server + " was shut down, but not its " + names);
    }
    return names;
  }
}
