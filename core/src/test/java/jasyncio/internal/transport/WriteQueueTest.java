package jasyncio.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The queue of a transport, sent through buffers of any size.
class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue();

  @Test
  void keepsTheOrderForPiecesOfAnySize() {
    var random = new Random(99);
    var added = new ByteArrayOutputStream();
    var sent = new ByteArrayOutputStream();
    for (int step = 0; step < 5000; step++) {
      byte[] piece = new byte[random.nextInt(50)];
      random.nextBytes(piece);
      queue.add(ByteBuffer.wrap(piece));
      added.writeBytes(piece);
      send(1 + random.nextInt(80), random, sent);
      assertThat(queue.size()).isEqualTo(added.size() - sent.size());
    }
    while (!queue.isEmpty()) {
      send(100, random, sent);
    }

    assertThat(sent.toByteArray()).isEqualTo(added.toByteArray());
  }

  /// Sends like a socket: as much as fits, or less.
  private void send(int room, Random random, ByteArrayOutputStream sent) {
    var buffer = ByteBuffer.allocate(room);
    queue.peek(buffer);
    int taken = random.nextInt(buffer.position() + 1);
    sent.write(buffer.array(), 0, taken);
    queue.remove(taken);
  }

  @Test
  void ignoresEmptyPieces() {
    queue.add(ByteBuffer.allocate(0));

    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void isEmptyOnceCleared() {
    queue.add(ByteBuffer.allocate(10));

    queue.clear();

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
  }
}
