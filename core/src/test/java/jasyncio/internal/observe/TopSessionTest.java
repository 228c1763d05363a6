package jasyncio.internal.observe;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.EventLoop;
import jasyncio.TaskOptions;
import jasyncio.internal.loop.Loop;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import program.Spin;

/// The figures of a process that `top` shows.
@Timeout(60)
class TopSessionTest {
  @TempDir Path folder;

  /// A program in a thread of its own that runs until it is closed.
  private static final class Program implements AutoCloseable {
    final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Thread thread;

    Program(Action more) {
      thread =
          Thread.ofPlatform()
              .start(() ->
                  run(() -> {
                    var task = createTask(Program::tick, TaskOptions.named("ticker"));
                    more.run();
                    loop.complete(getRunningLoop());
                    await(Asyncio.wrapFuture(over));
                    task.cancel();
                  }));
    }

    private static void tick() {
      while (true) {
        await(sleep(millis(1)));
      }
    }

    @Override
    public void close() throws Exception {
      over.complete(null);
      thread.join();
    }
  }

  private SocketChannel session() throws IOException {
    Path socket = folder.resolve("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      TopSession.start(socket);
      return server.accept();
    }
  }

  private static String ask(SocketChannel session) throws IOException {
    session.write(ByteBuffer.wrap(new byte[1]));
    StringBuilder answer = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (answer.isEmpty() || answer.charAt(answer.length() - 1) != 0) {
      if (session.read(buffer.clear()) < 0) {
        throw new IOException("closed after " + answer);
      }
      answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    }
    return answer.substring(0, answer.length() - 1);
  }

  /// The first answer after the loop has run for a while.
  private static String measured(SocketChannel session) throws IOException {
    String text;
    do {
      text = ask(session);
    } while (!text.contains("ticker"));
    return text;
  }

  @Test
  void showsWhichTasksUseTheLoop() throws Exception {
    try (var program = new Program(() -> {})) {
      program.loop.join();
      try (var session = session()) {
        assertThat(measured(session))
            .contains(" in thread ", "2 tasks")
            .containsPattern("busy \\d+[.]\\d %, \\d+ turns/s, \\d+ steps/s, lag p50 ")
            .containsPattern("ready \\d+ at most, timers \\d+, connections 0, received 0 B/s")
            .containsPattern("ticker +sleep for another ");
      }
    }
  }

  @Test
  void leavesTheLoopAloneOnceTheSessionEnds() throws Exception {
    try (var program = new Program(() -> {})) {
      Loop loop = LoopView.of(program.loop.join()).loop();
      try (var session = session()) {
        measured(session);
        assertThat(loop.isObserved()).isTrue();
      }
      while (loop.isObserved()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void namesWhatALoopIsStuckIn() throws Exception {
    var spin = new Spin();
    try (var program =
        new Program(() ->
            createTask(
                () -> {
                  await(sleep(millis(1)));
                  spin.run();
                },
                TaskOptions.named("culprit")))) {
      program.loop.join();
      try (var session = session()) {
        String text;
        do {
          text = ask(session);
        } while (!text.contains("STUCK"));
        assertThat(text).contains("STUCK in culprit, RUNNABLE:", "Spin.run(Spin.java:");
      } finally {
        spin.end();
      }
    }
  }
}
