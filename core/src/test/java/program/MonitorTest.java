package program;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.Coroutine;
import jasyncio.Future;
import jasyncio.Monitor;
import jasyncio.MonitorOptions;
import jasyncio.TaskOptions;
import jasyncio.internal.http.RawHttp;
import jasyncio.internal.loop.Loop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The data and the rights of a monitor's page.
@Timeout(60)
class MonitorTest {
  private static final MonitorOptions WITH_CANCEL = MonitorOptions.DEFAULTS.withCancel(true);

  /// A program in a thread of its own that runs until it is closed.
  private static final class Program implements AutoCloseable {
    private final CompletableFuture<Loop> loop = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Thread thread;

    Program(Action body) {
      thread =
          Thread.ofPlatform()
              .start(() ->
                  run(() -> {
                    body.run();
                    loop.complete((Loop) getRunningLoop());
                    await(Asyncio.wrapFuture(over));
                  }));
    }

    /// A program with tasks that await each other.
    static Program crawler() {
      return new Program(() -> {
        var page = createTask(() -> await(sleep(seconds(100))), TaskOptions.named("page"));
        createTask(() -> await(page), TaskOptions.named("crawler"));
      });
    }

    Loop loop() {
      return loop.join();
    }

    @Override
    public void close() throws Exception {
      over.complete(null);
      thread.join();
    }
  }

  private static String get(Monitor monitor, String path) throws IOException {
    return RawHttp.ask(monitor.uri(), "GET", path, "");
  }

  private static String post(Monitor monitor, String path) throws IOException {
    return RawHttp.ask(monitor.uri(), "POST", path, "Content-Length: 0\n");
  }

  /// The first state that contains all `texts`.
  private static String stateWith(Monitor monitor, String... texts) throws IOException {
    String state;
    do {
      state = get(monitor, "state");
    } while (!java.util.List.of(texts).stream().allMatch(state::contains));
    return state;
  }

  private static long idOf(String task, String state) {
    Matcher found = Pattern.compile("\"id\":(\\d+),\"name\":\"" + task + "\"").matcher(state);
    assertThat(found.find()).as(state).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void tellsTheTasksTheirAwaitersAndWhereTheyWait() throws Exception {
    try (var program = Program.crawler();
        var monitor = Monitor.start(program.loop(), 0)) {
      var state = stateWith(monitor, "\"state\":\"runs\"");

      assertThat(state)
          .contains("\"mayCancel\":false", "\"taskCount\":3", "MonitorTest.java:")
          .containsPattern(
              "\"name\":\"page\",\"state\":\"suspended\",\"waitsFor\":\"sleep for another [^\"]+\","
                  + "\"awaitedBy\":\\["
                  + idOf("crawler", state)
                  + "]");
    }
  }

  @Test
  void tellsHowTheLoopDidInItsLastMinute() throws Exception {
    try (var program =
            new Program(() ->
                createTask(
                    () -> {
                      while (true) {
                        await(sleep(millis(1)));
                      }
                    },
                    TaskOptions.named("ticker")));
        var monitor = Monitor.start(program.loop(), 0)) {
      var state = stateWith(monitor, "\"periods\":[{");

      assertThat(state)
          .containsPattern(
              "\"lag\":\\{\"p50\":\\d+,\"p99\":\\d+,\"max\":\\d+,\"buckets\":\\[\\[\\d")
          .containsPattern("\"name\":\"ticker\",.*\"age\":-1,\"nanos\":[1-9]\\d*,\"steps\":[1-9]");
      program
          .loop()
          .callSoonThreadsafe(() ->
              Asyncio.allTasks(program.loop()).stream()
                  .filter(task -> task.getName().equals("ticker"))
                  .forEach(Future::cancel));
    }
  }

  @Test
  void listsSlowStepsWithTheirStacks() throws Exception {
    var options = MonitorOptions.DEFAULTS.withSlowStep(Duration.ofMillis(20));
    try (var program = Program.crawler();
        var monitor = Monitor.start(program.loop(), options);
        var spin = new Spin()) {
      stateWith(monitor, "\"past\":{");

      program.loop().callSoonThreadsafe(spin);
      stateWith(monitor, "\"state\":\"stuck\"", "\"nanos\":");
      spin.end();

      assertThat(stateWith(monitor, "\"slowSteps\":[{", "\"state\":\"runs\""))
          .contains("Spin.run(Spin.java:");
    }
  }

  @Test
  void showsWhatALoopIsStuckInAndItsTasks() throws Exception {
    try (var program = Program.crawler();
        var monitor = Monitor.start(program.loop(), 0);
        var spin = new Spin()) {
      program.loop().callSoonThreadsafe(() -> createTask(spin, TaskOptions.named("culprit")));

      assertThat(stateWith(monitor, "\"state\":\"stuck\""))
          .contains("\"stuck\":{\"culprit\":\"culprit\",\"threadState\":\"RUNNABLE\"")
          .contains("Spin.run(Spin.java:", "\"name\":\"page\"");
    }
  }

  @Test
  void canBeStartedWhileTheLoopIsStuck() throws Exception {
    var stuck = new CompletableFuture<Void>();
    try (var program = Program.crawler();
        var spin = new Spin()) {
      program
          .loop()
          .callSoonThreadsafe(() -> {
            stuck.complete(null);
            spin.run();
          });
      stuck.join();

      try (var monitor = Monitor.start(program.loop(), 0)) {
        stateWith(monitor, "\"state\":\"stuck\"", "\"culprit\":\"a callback\"", "\"past\":null");
        spin.end();
        stateWith(monitor, "\"state\":\"runs\"", "\"stuck\":null", "\"past\":{");
      }
    }
  }

  @Test
  void showsALoopThatRunsLaterAndEnds() throws Exception {
    var loop = Asyncio.newEventLoop();
    try (var monitor = Monitor.start(loop, 0)) {
      assertThat(get(monitor, "state")).contains("\"state\":\"rests\"");

      loop.runUntilComplete(Coroutine.of(() -> await(sleep(millis(1)))));
      loop.close();

      stateWith(monitor, "\"state\":\"closed\"");
    }
  }

  @Test
  void canBeAskedByTheLoopItself() {
    run(() -> {
      try (var monitor = Monitor.start(getRunningLoop(), 0)) {
        var state = await(Asyncio.toThread(() -> stateWith(monitor, "\"state\":\"runs\"")));
        assertThat(state).contains("\"taskCount\":1");
      }
    });
  }

  @Test
  void thePageIsOneFileThatLoadsNothing() throws Exception {
    try (var program = Program.crawler();
        var monitor = Monitor.start(program.loop(), 0)) {
      var page = get(monitor, "");

      var nonce = Pattern.compile("script-src 'nonce-([\\w-]{22})'").matcher(page);
      assertThat(nonce.find()).isTrue();
      assertThat(page)
          .contains("<script nonce=\"" + nonce.group(1) + "\">")
          .doesNotContain("{{", "src=", "url(", "@import", "innerHTML");
    }
  }

  @Test
  void knowsNoOtherPagesAndMethods() throws Exception {
    try (var program = Program.crawler();
        var monitor = Monitor.start(program.loop(), WITH_CANCEL)) {
      assertThat(get(monitor, "other")).startsWith("HTTP/1.1 404 ");
      assertThat(post(monitor, "state")).startsWith("HTTP/1.1 405 ").contains("Allow: GET");
      assertThat(get(monitor, "cancel")).startsWith("HTTP/1.1 405 ").contains("Allow: POST");
    }
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (var program = Program.crawler();
        var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Monitor.start(program.loop(), taken.getLocalPort()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on port " + taken.getLocalPort());
    }
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> MonitorOptions.DEFAULTS.withPort(70_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MonitorOptions.DEFAULTS.withSlowStep(Duration.ZERO));
  }

  @Test
  void leavesNothingBehindWhenClosed() throws Exception {
    try (var program = Program.crawler()) {
      var monitor = Monitor.start(program.loop(), 0);
      stateWith(monitor, "\"past\":{");
      assertThat(program.loop().isObserved()).isTrue();

      monitor.close();
      monitor.close();

      assertThatThrownBy(() -> get(monitor, "")).isInstanceOf(ConnectException.class);
      while (program.loop().isObserved() || isAlive("jasyncio monitor")) {
        Thread.onSpinWait();
      }
    }
  }

  private static boolean isAlive(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(name));
  }

  @Nested
  class Cancelling {
    private String cancel(Monitor monitor, String state, String task) throws IOException {
      return post(monitor, "cancel?loop=1&task=" + idOf(task, state));
    }

    @Test
    void cancelsATask() throws Exception {
      try (var program = Program.crawler();
          var monitor = Monitor.start(program.loop(), WITH_CANCEL)) {
        var state = stateWith(monitor, "\"state\":\"runs\"");

        assertThat(cancel(monitor, state, "crawler")).startsWith("HTTP/1.1 200 ");

        stateWith(monitor, "\"taskCount\":1"); // with the future it awaited
        assertThat(cancel(monitor, state, "crawler")).startsWith("HTTP/1.1 404 ");
      }
    }

    @Test
    void isOffUnlessAskedFor() throws Exception {
      try (var program = Program.crawler();
          var monitor = Monitor.start(program.loop(), 0)) {
        var state = stateWith(monitor, "\"state\":\"runs\"");

        assertThat(cancel(monitor, state, "page")).startsWith("HTTP/1.1 403 ");

        assertThat(get(monitor, "state")).contains("\"name\":\"page\"");
      }
    }

    @Test
    void waitsForALoopThatIsStuck() throws Exception {
      try (var program = Program.crawler();
          var monitor = Monitor.start(program.loop(), WITH_CANCEL);
          var spin = new Spin()) {
        program.loop().callSoonThreadsafe(spin);
        var state = stateWith(monitor, "\"state\":\"stuck\"");

        assertThat(cancel(monitor, state, "crawler")).startsWith("HTTP/1.1 202 ");
        spin.end();

        stateWith(monitor, "\"taskCount\":1");
      }
    }

    @Test
    void saysWhatItExpects() throws Exception {
      try (var program = Program.crawler();
          var monitor = Monitor.start(program.loop(), WITH_CANCEL)) {
        assertThat(post(monitor, "cancel")).startsWith("HTTP/1.1 400 ");
        assertThat(post(monitor, "cancel?loop=1&task=x")).startsWith("HTTP/1.1 400 ");
        assertThat(post(monitor, "cancel?loop=9&task=1")).startsWith("HTTP/1.1 404 ");
        assertThat(post(monitor, "cancel?loop=1&task=0")).startsWith("HTTP/1.1 404 ");
      }
    }
  }

  /// For a user outside the process.
  @Nested
  class Session {
    @TempDir Path folder;

    private SocketChannel session(CompletableFuture<URI> uri) throws IOException {
      var socket = folder.resolve("socket");
      try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
        uri.complete(URI.create(monitor(socket.toString())));
        return server.accept();
      }
    }

    private static String monitor(String socket) {
      var out = new StringWriter();
      var writer = new PrintWriter(out);
      ToolProvider tool = ToolProvider.findFirst("jasyncio").orElseThrow();
      tool.run(writer, writer, "monitor", socket, "0", "cancel");
      return out.toString().strip();
    }

    @Test
    void livesAsLongAsItsConnection() throws Exception {
      try (var program = Program.crawler()) {
        program.loop();
        var uri = new CompletableFuture<URI>();
        try (var _ = session(uri)) {
          assertThat(RawHttp.ask(uri.join(), "GET", "state", ""))
              .contains("\"mayCancel\":true", program.loop().toString());
        }

        while (program.loop().isObserved() || isAlive("jasyncio monitor")) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
