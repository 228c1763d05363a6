package jasyncio;

import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.observe.LoopView;
import jasyncio.internal.observe.MonitorPage;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/// A page in the browser that shows a loop live: its tasks, which awaits which and at which line,
/// the time that ready steps have to wait, and the slow steps with their stacks. Not in asyncio.
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
/// [LoopObserver], and describes its tasks, of many the 300 oldest, once a second while the page is
/// open.
///
/// The page is served on loopback only, under an address with a random token in it, and not to
/// pages of another origin. It can cancel tasks if [MonitorOptions#withCancel(boolean)] says so;
/// else it only shows them.
///
/// `./jasyncio monitor PID` shows all loops of another process, which need not have prepared
/// anything. All methods may be called by any thread.
public final class Monitor implements AutoCloseable {
  private final MonitorPage page;

  private Monitor(MonitorPage page) {
    this.page = page;
  }

  /// Shows `loop`, which may run already or later, until the monitor is closed.
  ///
  /// @param port the port to listen at; zero for any that is free
  /// @throws java.io.UncheckedIOException if the port is taken
  public static Monitor start(EventLoop loop, int port) {
    return start(loop, MonitorOptions.DEFAULTS.withPort(port));
  }

  /// As [#start(EventLoop, int)], with more to choose.
  public static Monitor start(EventLoop loop, MonitorOptions options) {
    Objects.requireNonNull(options, "options");
    LoopView view = LoopView.of(Objects.requireNonNull(loop, "loop"));
    return OutsideTask.call(() -> new Monitor(new MonitorPage(options, () -> List.of(view))));
  }

  /// The address of the page. It opens the page to anyone, so keep it secret.
  public URI uri() {
    return page.uri();
  }

  /// Ends the page, and all that the monitor has in the loop. A second call does nothing.
  @Override
  public void close() {
    page.close();
  }
}
