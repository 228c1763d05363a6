package jasyncio.internal.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.MonitorOptions;
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

/// The page of a monitor, and the watch on the loops that it shows. Any thread.
public final class MonitorPage implements AutoCloseable {
  // a request that comes sooner gets the last answer again: several browsers cost as much as one
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int NONCE_BYTES = 16;
  private static final String PAGE = "monitor.html";

  private final MonitorOptions options;

  // the loops to show now
  private final Supplier<List<LoopView>> loops;

  // the fields below: under this page's own lock
  private final Map<LoopView, WatchedLoop> watched = new LinkedHashMap<>();
  private long watchedSoFar;
  private boolean closed;
  private @Nullable String state;
  private long stateTaken;

  private final LoopbackServer server;

  /// @param loops gives the loops to show now
  /// @throws UncheckedIOException if the port is taken
  public MonitorPage(MonitorOptions options, Supplier<List<LoopView>> loops) {
    this.options = options;
    this.loops = loops;
    this.server = listen(options.port());
    watch();
  }

  private LoopbackServer listen(int port) {
    try {
      return new LoopbackServer("jasyncio monitor", port, LoopbackServer.PATIENCE, this::answer);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  /// The address of the page, a secret: it opens the page to anyone.
  public URI uri() {
    return server.uri();
  }

  /// Ends the page and the watch. A second call does nothing.
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
      case "" -> get(request, MonitorPage::page);
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
    try (InputStream in = MonitorPage.class.getResourceAsStream(PAGE)) {
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

  /// Begins to watch the loops that are new, and ends the watch on those that have gone.
  private synchronized void watch() {
    if (closed) {
      return;
    }
    List<LoopView> present = loops.get();
    for (Iterator<WatchedLoop> each = watched.values().iterator(); each.hasNext(); ) {
      WatchedLoop loop = each.next();
      if (!present.contains(loop.view())) {
        loop.end();
        each.remove();
      }
    }
    for (LoopView loop : present) {
      watched.computeIfAbsent(loop, this::begin);
    }
  }

  private WatchedLoop begin(LoopView loop) {
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
