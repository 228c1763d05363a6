package jasyncio.internal.stream;

import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The buffer of a stream, compared with a string as its model.
class StreamBufferTest {

  @Test
  void doesWhatAStringDoes() {
    var random = new Random(4711);
    for (int round = 0; round < 200; round++) {
      var buffer = new StreamBuffer();
      var model = new StringBuilder();
      for (int step = 0; step < 200; step++) {
        act(buffer, model, random);
        assertThat(buffer.size()).isEqualTo(model.length());
        assertThat(buffer.isEmpty()).isEqualTo(model.isEmpty());
      }
      assertThat(text(buffer.takeAll())).isEqualTo(model.toString());
    }
  }

  private static void act(StreamBuffer buffer, StringBuilder model, Random random) {
    int count = random.nextInt(model.length() + 1);
    switch (random.nextInt(6)) {
      case 0 -> {
        assertThat(text(buffer.take(count))).isEqualTo(model.substring(0, count));
        model.delete(0, count);
      }
      case 1 -> {
        var target = ByteBuffer.allocate(count);
        assertThat(buffer.take(target)).isEqualTo(count);
        assertThat(text(target.array())).isEqualTo(model.substring(0, count));
        model.delete(0, count);
      }
      case 2 -> {
        String separator = "abab".substring(random.nextInt(3));
        assertThat(buffer.indexOf(bytes(separator), count))
            .isEqualTo(model.indexOf(separator, count));
      }
      case 3 -> {
        buffer.drop(count);
        model.delete(0, count);
      }
      case 4 -> {
        String data = randomText(random);
        buffer.addFirst(bytes(data));
        model.insert(0, data);
      }
      default -> {
        String data = randomText(random);
        buffer.add(bytes(data), random.nextInt(1000));
        model.append(data);
      }
    }
  }

  private static String randomText(Random random) {
    int length = random.nextInt(8) == 0 ? random.nextInt(5000) : random.nextInt(20);
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("abc".charAt(random.nextInt(3)));
    }
    return text.toString();
  }

  @Test
  void collectsWhatIsWantedInOneArrayWithoutCopyingItAgain() {
    var buffer = new StreamBuffer();
    for (int i = 0; i < 10; i++) {
      buffer.add(new byte[10], 100);
    }

    assertThat(buffer.take(100)).hasSize(100);
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void neverFindsWhatIsBeyondItsEnd() {
    var buffer = new StreamBuffer();
    byte[] data = bytes("12\n34\n");
    buffer.add(Arrays.copyOf(data, 6), 0);
    buffer.take(4);

    assertThat(buffer.indexOf(bytes("\n"), 0)).isEqualTo(1);
    assertThat(buffer.indexOf(bytes("\n"), 2)).isEqualTo(-1);
    assertThat(buffer.indexOf(bytes("longer than the data"), 0)).isEqualTo(-1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
