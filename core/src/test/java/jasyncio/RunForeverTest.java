package jasyncio;

import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.loop.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `runForever` and `stop`.
class RunForeverTest {
  private final List<String> events = new ArrayList<>();

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_run_once")
  void runsWhatWasQueuedBeforeTheStopOnce() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> events.add("before"));
      test.loop.callSoon(test.loop::stop);

      test.loop.runForever();

      assertThat(events).containsExactly("before");
    }
  }

  @Test
  void runsTheRestOfTheTurnThatStoppedIt() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(test.loop::stop);
      test.loop.callSoon(() -> events.add("same turn"));
      test.loop.callSoon(() -> test.loop.callSoon(() -> events.add("next turn")));

      test.loop.runForever();
      assertThat(events).containsExactly("same turn");

      test.turns(1);
      assertThat(events).containsExactly("same turn", "next turn");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_run_forever_pre_stopped")
  void looksAtChannelsOnceWithoutWaitingIfItWasStoppedBefore() throws IOException {
    try (var test = new TestLoop();
        var pipe = new WatchedPipe(test, () -> events.add("readable"))) {
      pipe.write();
      test.loop.callLater(seconds(10), () -> events.add("timer"));
      test.loop.stop();

      test.loop.runForever();

      assertThat(events).containsExactly("readable");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_single_selecter_event_callback_after_stopping")
  void handlesAnEventOfTheTurnThatStoppedItOnce() throws IOException {
    try (var test = new TestLoop();
        var pipe = new WatchedPipe(test, () -> events.add("readable"))) {
      pipe.write();

      test.loop.callSoon(test.loop::stop);
      test.loop.runForever();
      assertThat(events).containsExactly("readable");

      test.loop.callSoon(test.loop::stop);
      test.loop.runForever();
      assertThat(events).containsExactly("readable");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_custom_run_forever_integration")
  void isTheRunningLoopDuringASingleStepOnly() {
    try (var test = new TestLoop()) {
      List<EventLoop> seen = new ArrayList<>();
      test.loop.callSoon(() -> seen.add(getRunningLoop()));

      test.turns(1);

      assertThat(seen).containsExactly(test.loop);
      assertThat(test.loop.isRunning()).isFalse();
      assertThatThrownBy(Asyncio::getRunningLoop).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void endsWithAFatalErrorOfACallback() {
    Error fatal = new InternalError("fatal");
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> {
        throw fatal;
      });
      test.loop.callSoon(() -> events.add("still queued"));

      assertThatThrownBy(test.loop::runForever).isSameAs(fatal);
      assertThat(test.loop.isRunning()).isFalse();

      test.turns(1);
      assertThat(events).containsExactly("still queued");
    }
  }

  /// A pipe whose reading end a loop watches; it reads all data before it calls back.
  private static final class WatchedPipe implements AutoCloseable {
    private final Pipe pipe = Pipe.open();
    private final Watch watch;

    WatchedPipe(TestLoop test, Runnable readable) throws IOException {
      pipe.source().configureBlocking(false);
      watch =
          ((SelectorEventLoop) test.loop)
              .channels()
              .watch(
                  pipe.source(),
                  () -> {
                    read();
                    readable.run();
                  },
                  () -> {});
      watch.reading(true);
    }

    private void read() {
      try {
        assertThat(pipe.source().read(ByteBuffer.allocate(8))).isEqualTo(1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void write() throws IOException {
      assertThat(pipe.sink().write(ByteBuffer.wrap(new byte[1]))).isEqualTo(1);
    }

    @Override
    public void close() throws IOException {
      watch.cancel();
      pipe.source().close();
      pipe.sink().close();
    }
  }
}
