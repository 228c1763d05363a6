package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Bytes.bytes;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.transport.PullableTransport;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tasks that wait in a read, and then receive from the transport themselves.
class PullingTest {

  /// A transport with received data, and the stream above it.
  private static final class Source extends WrappedTransport implements PullableTransport {
    final StreamReader reader = new StreamReader();
    String content = "";

    Source() {
      super(new Wire().left);
      reader.inbox().setTransport(this);
    }

    /// Starts `read`, and sends data once it waits.
    <T> Task<T> served(Coroutine<T> read, String content) {
      Task<T> task = createTask(read);
      yieldTurn();
      this.content = content;
      assertThat(reader.inbox().wakeToPull()).isTrue();
      return task;
    }

    @Override
    public byte[] pull(int max) {
      int count = Math.min(max, content.length());
      byte[] pulled = bytes(content.substring(0, count));
      content = content.substring(count);
      return pulled;
    }

    @Override
    public int pull(ByteBuffer target) {
      byte[] pulled = pull(target.remaining());
      target.put(pulled);
      return pulled.length;
    }
  }

  @Test
  void isLeftToTheTransportWhileNoTaskWaits() {
    TestLoop.run(() -> assertThat(new Source().reader.inbox().wakeToPull()).isFalse());
  }

  @Test
  void isLeftToTheTransportByATaskThatWasFed() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      Task<byte[]> read = createTask(reader.read(100));
      yieldTurn();
      reader.feedData(bytes("fed"));

      assertThat(reader.inbox().wakeToPull()).isFalse();
      assertThat(await(read)).isEqualTo(bytes("fed"));
    });
  }

  @Test
  void takesWhatAReadTakesWhole() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var read = source.served(reader.read(50_000), "x".repeat(60_000));

      assertThat(await(read)).hasSize(50_000);
      assertThat(source.content).hasSize(10_000);
    });
  }

  @Test
  void takesWhatAReadStillNeeds() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      reader.feedData(new byte[20_000]);
      var read = source.served(reader.readExactly(50_000), "x".repeat(60_000));

      assertThat(await(read)).hasSize(50_000);
      assertThat(source.content).hasSize(30_000);
    });
  }

  @Test
  void takesAllThereIsForASmallReadOrALine() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      for (var read : List.of(reader.read(5), reader.readLine())) {
        assertThat(await(source.served(read, "line\nmore\n"))).isEqualTo(bytes("line\n"));

        assertThat(source.content).isEmpty();
        assertThat(await(reader.readLine())).isEqualTo(bytes("more\n"));
      }
    });
  }

  @Test
  void fillsTheRoomOfABuffer() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var target = ByteBuffer.allocate(4);

      assertThat(await(source.served(reader.readInto(target), "abcdef"))).isEqualTo(4);
      assertThat(target.array()).isEqualTo(bytes("abcd"));
      assertThat(source.content).isEqualTo("ef");
    });
  }

  @Test
  void takesNothingIfTheReadIsCancelledBeforeItsTurn() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var target = ByteBuffer.allocate(4);
      for (var read : List.of(reader.read(100), reader.readInto(target))) {
        var task = source.served(read, "abc");
        task.cancel();

        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        assertThat(source.content).isEqualTo("abc");
        assertThat(target.position()).isZero();
        assertThat(reader.inbox().wakeToPull()).isFalse();
      }
    });
  }

  @Test
  void waitsOnIfThereIsNothingAfterAll() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var read = source.served(reader.read(100), "");
      yieldTurn();
      assertThat(read.done()).isFalse();

      reader.feedData(bytes("fed"));
      assertThat(await(read)).isEqualTo(bytes("fed"));
    });
  }

  @Test
  void waitsOnIfTheTransportWasReplacedByOneThatFeeds() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var read = source.served(reader.read(100), "record");
      reader.inbox().setTransport(new Wire().left);
      yieldTurn();
      assertThat(read.done()).isFalse();

      reader.feedData(bytes("fed"));
      assertThat(await(read)).isEqualTo(bytes("fed"));
    });
  }

  @Test
  void comesAfterWhatWasFedMeanwhile() {
    TestLoop.run(() -> {
      var source = new Source();
      var reader = source.reader;
      var target = ByteBuffer.allocate(100);
      var read = source.served(reader.readInto(target), "second");
      reader.feedData(bytes("first"));

      assertThat(await(read)).isEqualTo(5);
      assertThat(source.content).isEqualTo("second");
    });
  }

  @Test
  void fillsABufferFromWhereItWasAtTheCallThoughAnotherTaskUsedIt() {
    TestLoop.run(() -> {
      var source = new Source();
      var shared = ByteBuffer.allocate(5);
      var read = source.served(source.reader.readInto(shared.position(1)), "mine");
      shared.clear().limit(0);

      assertThat(await(read)).isEqualTo(4);
      assertThat(shared).isEqualTo(ByteBuffer.allocate(0));
      assertThat(shared.array()).isEqualTo(bytes("\0mine"));
    });
  }

  @Test
  void bufferThatAnotherTaskUsedTakesFedBytesToo() {
    TestLoop.run(() -> {
      var reader = new StreamReader();
      var shared = ByteBuffer.allocate(5);
      Task<Integer> read = createTask(reader.readInto(shared));
      yieldTurn();
      shared.limit(0);
      reader.feedData(bytes("mine!"));

      assertThat(await(read)).isEqualTo(5);
      assertThat(shared.array()).isEqualTo(bytes("mine!"));
    });
  }
}
