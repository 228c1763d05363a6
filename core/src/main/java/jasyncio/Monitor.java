package jasyncio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.internal.base.Durations;
import jasyncio.internal.http.HttpRequest;
import jasyncio.internal.http.HttpResponse;
import jasyncio.internal.http.LoopbackServer;
import jasyncio.internal.report.MonitorReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A page in the browser that shows a loop live: its tasks, who awaits whom and at which line, how
/// long what is ready has to wait, the steps that took long, and where. Not in asyncio.
///
/// {@snippet lang="java":
/// try (var monitor = Monitor.start(getRunningLoop(), 0)) {
///   IO.println("watch me at " + monitor.uri());
///   await(serve());
/// }
/// }
///
/// It has threads of its own, and so also shows a loop that is stuck, with the stack that it is
/// stuck in. A loop without a monitor pays nothing for it; one with a monitor pays as for any
/// [LoopObserver], and describes its tasks, of many the 300 oldest, once a second while somebody
/// looks.
///
/// The page is to be had on loopback only, by those who know its address, of which a random token
/// is part, and not by pages of another origin. It can cancel tasks if
/// [MonitorOptions#withCancel(boolean)] says so; else it only looks.
///
/// `./jasyncio monitor PID` shows all loops of another process, which need not have prepared
/// anything. All methods may be called by any thread.
public final class Monitor implements AutoCloseable {
  // who asks sooner gets the last answer again: several may look, at the price of one
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int NONCE_BYTES = 16;
  private static final String PAGE = "monitor.html";

  private final MonitorOptions options;

  // the loops to show now
  private final Supplier<List<TaskLoop>> loops;

  // what follows: under this monitor's own lock
  private final Map<TaskLoop, WatchedLoop> watched = new LinkedHashMap<>();
  private long watchedSoFar;
  private boolean closed;
  private @Nullable String state;
  private long stateTaken;

  private final LoopbackServer server;

  private Monitor(MonitorOptions options, Supplier<List<TaskLoop>> loops) {
    this.options = options;
    this.loops = loops;
    this.server = listen(options.port());
    watch();
  }

  /// Shows `loop`, which may run already or later, until the monitor is closed.
  ///
  /// @param port where it listens; zero for any that is free
  /// @throws UncheckedIOException if the port is taken
  public static Monitor start(EventLoop loop, int port) {
    return start(loop, MonitorOptions.DEFAULTS.withPort(port));
  }

  /// As [#start(EventLoop, int)], with more to choose.
  public static Monitor start(EventLoop loop, MonitorOptions options) {
    Objects.requireNonNull(options, "options");
    if (!(Objects.requireNonNull(loop, "loop") instanceof TaskLoop known)) {
      throw new IllegalArgumentException("expected a loop made by newEventLoop(): " + loop);
    }
    return new Monitor(options, () -> List.of(known));
  }

  /// Shows all loops that run.
  static Monitor ofRunningLoops(MonitorOptions options) {
    return new Monitor(options, Inspection::runningLoops);
  }

  private LoopbackServer listen(int port) {
    try {
      return new LoopbackServer("jasyncio monitor", port, LoopbackServer.PATIENCE, this::answer);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  /// The address of the page. Who knows it can look, so keep it to yourself.
  public URI uri() {
    return server.uri();
  }

  /// Ends the page, and all that the monitor has in the loop. A second call does nothing.
  @Override
  public void close() {
    server.close();
    synchronized (this) {
      closed = true;
      watched.values().forEach(WatchedLoop::end);
      watched.clear();
    }
  }

  // Answers: on threads of the server

  private HttpResponse answer(HttpRequest request, String path) {
    return switch (path) {
      case "" -> get(request, Monitor::page);
      case "state" -> get(request, () -> HttpResponse.json(state()));
      case "cancel" ->
          request.method().equals("POST") ? cancel(request.query()) : notAllowed("POST");
      default -> HttpResponse.text(404, "there is no such page here");
    };
  }

  private static HttpResponse get(HttpRequest request, Supplier<HttpResponse> answer) {
    return request.method().equals("GET") ? answer.get() : notAllowed("GET");
  }

  private static HttpResponse notAllowed(String expected) {
    return HttpResponse.text(405, "expected " + expected).with("Allow", expected);
  }

  private static HttpResponse page() {
    String nonce = LoopbackServer.secret(NONCE_BYTES);
    try (InputStream in = Monitor.class.getResourceAsStream(PAGE)) {
      String html = new String(Objects.requireNonNull(in, PAGE).readAllBytes(), UTF_8);
      return HttpResponse.page(html.replace("{{nonce}}", nonce), nonce);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PAGE, e);
    }
  }

  private synchronized String state() {
    String state = this.state;
    if (state == null || System.nanoTime() - stateTaken > FRESH_NANOS) {
      state = newState();
      this.state = state;
      stateTaken = System.nanoTime();
    }
    return state;
  }

  private String newState() {
    watch();
    long slow = Durations.nanos(options.slowStep());
    var found = watched.values().stream().map(WatchedLoop::look).toList();
    return MonitorReport.json(ProcessHandle.current().pid(), slow, options.cancel(), found);
  }

  /// Loops may have come, and gone.
  private synchronized void watch() {
    if (closed) {
      return;
    }
    List<TaskLoop> present = loops.get();
    for (Iterator<WatchedLoop> each = watched.values().iterator(); each.hasNext(); ) {
      WatchedLoop loop = each.next();
      if (!present.contains(loop.loop())) {
        loop.end();
        each.remove();
      }
    }
    for (TaskLoop loop : present) {
      watched.computeIfAbsent(loop, this::begin);
    }
  }

  private WatchedLoop begin(TaskLoop loop) {
    WatchedLoop watchedLoop =
        new WatchedLoop(++watchedSoFar, loop, Durations.nanos(options.slowStep()));
    watchedLoop.begin();
    return watchedLoop;
  }

  private HttpResponse cancel(Map<String, String> query) {
    if (!options.cancel()) {
      return HttpResponse.text(403, "refused: this monitor was started without cancel");
    }
    try {
      WatchedLoop loop = watched(Long.parseLong(query.getOrDefault("loop", "")));
      long task = Long.parseLong(query.getOrDefault("task", ""));
      return loop == null ? HttpResponse.text(404, "there is no such loop") : cancel(loop, task);
    } catch (NumberFormatException e) {
      return HttpResponse.text(400, "expected cancel?loop=NUMBER&task=NUMBER");
    }
  }

  private static HttpResponse cancel(WatchedLoop loop, long task) {
    return switch (loop.cancel(task)) {
      case DONE -> HttpResponse.text(200, "the task gets its CancelledError");
      case LATER -> HttpResponse.text(202, "the loop is stuck: when it goes on");
      case NO_SUCH_TASK -> HttpResponse.text(404, "there is no such task, or it has ended");
    };
  }

  private synchronized @Nullable WatchedLoop watched(long number) {
    return watched.values().stream()
        .filter(each -> each.number() == number)
        .findFirst()
        .orElse(null);
  }
}
