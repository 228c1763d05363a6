package jasyncio.internal.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.ContextVar;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.Mirrors;
import jasyncio.Peer;
import jasyncio.RecordingProtocol;
import jasyncio.TestLoop;
import jasyncio.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `addReader`, `addWriter` and their opposites.
class ProgramWatchesTest {
  private final List<String> calls = new ArrayList<>();
  private final TestLoop test = new TestLoop();
  private final EventLoop loop = test.loop;
  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0))) {
      far = SocketChannel.open(listener.getLocalAddress());
      near = listener.accept();
    }
    near.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
    test.close();
  }

  private void feed(String text) throws IOException {
    far.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  /// Records the bytes that it reads.
  private void receive() {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      int count = near.read(buffer);
      calls.add(count < 0 ? "end" : new String(buffer.array(), 0, count, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the loop until that many calls were recorded.
  private void runUntil(int count) {
    while (calls.size() < count) {
      test.turns(1);
    }
  }

  /// A channel can be made blocking only while it is on no selector.
  private boolean isWatched() throws IOException {
    try {
      near.configureBlocking(true);
      near.configureBlocking(false);
      return false;
    } catch (IllegalBlockingModeException e) {
      return true;
    }
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_reader_callback",
    "test_selector_events.BaseSelectorEventLoopTests.test_add_reader"
  })
  void aReaderRunsWheneverThereIsSomethingToRead() throws IOException {
    loop.addReader(near, this::receive);
    test.turns(2);
    assertThat(calls).isEmpty();

    feed("one");
    runUntil(1);
    feed("two");
    runUntil(2);
    far.close();
    runUntil(3);

    assertThat(loop.removeReader(near)).isTrue();
    test.turns(2);
    assertThat(calls).containsExactly("one", "two", "end");
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_writer_callback",
    "test_selector_events.BaseSelectorEventLoopTests.test_add_writer"
  })
  void aWriterRunsForAsLongAsTheChannelCanBeWritten() {
    loop.addWriter(near, () -> calls.add("writable"));
    test.turns(3);

    assertThat(loop.removeWriter(near)).isTrue();
    assertThat(loop.removeWriter(near)).isFalse();
    test.turns(2);
    assertThat(calls).hasSize(3);
  }

  @Test
  @Mirrors("test_selector_events.BaseSelectorEventLoopTests.test_add_reader_existing")
  void aSecondReaderTakesThePlaceOfTheFirstAndLeavesTheWriter() throws IOException {
    loop.addWriter(near, () -> calls.add("writable"));
    loop.addReader(near, () -> calls.add("first"));
    loop.addReader(near, () -> calls.add("second"));

    feed("data");
    while (!calls.contains("second")) {
      test.turns(1);
    }
    assertThat(calls).contains("writable").doesNotContain("first");
  }

  @Test
  @Mirrors("test_selector_events.BaseSelectorEventLoopTests.test_add_reader_existing_writer")
  void aReaderStandsBesideAWriter() throws IOException {
    loop.addWriter(near, () -> calls.add("writable"));
    loop.addReader(near, () -> calls.add("readable"));

    feed("data");
    while (!calls.contains("readable")) {
      test.turns(1);
    }
    assertThat(calls).contains("writable");
  }

  @Test
  void aReaderThatIsDueDoesNotRunOnceItWasReplaced() throws IOException {
    loop.addReader(near, () -> calls.add("first"));
    feed("data");
    Runnable replaceBeforeItRuns = () -> loop.addReader(near, () -> calls.add("second"));
    while (calls.isEmpty()) {
      loop.callSoon(replaceBeforeItRuns); // runs before the callbacks that this turn finds ready
      test.turns(1);
      test.turns(1);
    }

    assertThat(calls).containsOnly("second");
  }

  @Test
  @Mirrors({
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_reader",
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_writer"
  })
  void removingWhatIsNotThereLeavesTheOther() {
    loop.addWriter(near, () -> calls.add("writable"));
    assertThat(loop.removeReader(near)).isFalse();
    test.turns(1);
    assertThat(calls).hasSize(1);
    assertThat(loop.removeWriter(near)).isTrue();

    loop.addReader(near, () -> calls.add("readable"));
    assertThat(loop.removeWriter(near)).isFalse();
    assertThat(loop.removeReader(near)).isTrue();
  }

  @Test
  @Mirrors({
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_reader_read_write",
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_writer_read_write"
  })
  void removingOneOfTwoLeavesTheOther() throws IOException {
    loop.addReader(near, () -> calls.add("readable"));
    loop.addWriter(near, () -> calls.add("writable"));
    feed("data");

    assertThat(loop.removeReader(near)).isTrue();
    test.turns(2);
    assertThat(calls).containsOnly("writable");

    loop.addReader(near, () -> calls.add("readable"));
    assertThat(loop.removeWriter(near)).isTrue();
    calls.clear();
    runUntil(2);
    assertThat(calls).containsOnly("readable");
  }

  @Test
  @Mirrors({
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_reader_unknown",
    "test_selector_events.BaseSelectorEventLoopTests.test_remove_writer_unknown"
  })
  void removingFromAnUnknownChannelFindsNothing() {
    assertThat(loop.removeReader(near)).isFalse();
    assertThat(loop.removeWriter(near)).isFalse();
  }

  @Test
  void theChannelIsTheProgramsAgainOnceNoneIsLeft() throws IOException {
    loop.addReader(near, () -> {});
    loop.addWriter(near, () -> {});
    assertThat(loop.removeReader(near)).isTrue();
    assertThat(isWatched()).isTrue();

    assertThat(loop.removeWriter(near)).isTrue();

    assertThat(isWatched()).isFalse();
  }

  @Test
  void aReaderCanBeAddedAgainAtOnce() throws IOException {
    loop.addReader(near, () -> calls.add("first"));
    assertThat(loop.removeReader(near)).isTrue();
    loop.addReader(near, this::receive);

    feed("data");
    runUntil(1);

    assertThat(calls).containsExactly("data");
  }

  @Test
  void aReaderOfAListeningSocketRunsWhenAClientConnects() throws IOException {
    try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0))) {
      listener.configureBlocking(false);
      loop.addReader(listener, () -> calls.add("connection"));
      try (var _ = SocketChannel.open(listener.getLocalAddress())) {
        runUntil(1);
      }
      assertThat(loop.removeReader(listener)).isTrue();
    }
  }

  @Test
  void whatAReaderThrowsIsReported() throws IOException {
    var failure = new IllegalArgumentException("of the reader");
    loop.addReader(
        near,
        () -> {
          loop.removeReader(near);
          calls.add("called");
          throw failure;
        });
    feed("data");
    runUntil(1);

    assertThat(test.takeReports()).extracting(ExceptionContext::exception).containsExactly(failure);
  }

  @Test
  void aReaderRunsInTheContextInWhichItWasAdded() throws IOException {
    var variable = new ContextVar<>("variable", "unset");
    var _ = variable.set("when added");
    loop.addReader(near, () -> calls.add(variable.get()));
    var _ = variable.set("later");
    feed("data");
    runUntil(1);

    assertThat(calls).contains("when added");
  }

  @Test
  @Mirrors("test_unix_events.TestFunctional.test_add_reader_invalid_argument")
  void aChannelThatCannotBeWatchedIsRefused() throws IOException {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      sink.configureBlocking(false);

      assertRefused("it is not for writing", () -> loop.addWriter(source, () -> {}));
      assertRefused("it is not for reading", () -> loop.addReader(sink, () -> {}));
      assertRefused("must be non-blocking", () -> loop.addReader(far, () -> {}));
      near.close();
      assertRefused("it is closed", () -> loop.addReader(near, () -> {}));
      assertRefused("it is closed", () -> loop.addWriter(near, () -> {}));
      assertThat(loop.removeReader(near)).isFalse();
    }
  }

  private static void assertRefused(String why, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
  }

  @Test
  @Mirrors("test_unix_events.TestFunctional.test_add_reader_or_writer_transport_fd")
  void aChannelOfATransportIsRefused() {
    Transport transport =
        test.complete(loop.connectAcceptedSocket(RecordingProtocol::new, near)).transport();

    assertUsed(() -> loop.addReader(near, () -> {}));
    assertUsed(() -> loop.addWriter(near, () -> {}));
    assertUsed(() -> loop.removeReader(near));
    assertUsed(() -> loop.removeWriter(near));
    transport.abort();
    test.turns(2);
  }

  private static void assertUsed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is used by a transport");
  }

  @Test
  void aTransportCanTakeTheChannelOverAtOnce() {
    loop.addReader(near, () -> {});
    assertThat(loop.removeReader(near)).isTrue();

    Transport transport =
        test.complete(loop.connectAcceptedSocket(RecordingProtocol::new, near)).transport();

    assertThat(transport.isReading()).isTrue();
    transport.abort();
    test.turns(2);
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_remove_fds_after_closing")
  void aClosedLoopHasNothingToRemove() {
    loop.addReader(near, () -> {});
    loop.close();

    assertThat(loop.removeReader(near)).isFalse();
    assertThat(loop.removeWriter(near)).isFalse();
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_add_fds_after_closing")
  void aClosedLoopTakesNone() {
    loop.close();

    assertThatThrownBy(() -> loop.addReader(near, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> loop.addWriter(near, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }
}
