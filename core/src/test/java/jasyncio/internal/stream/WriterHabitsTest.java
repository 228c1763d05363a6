package jasyncio.internal.stream;

import static jasyncio.Asyncio.await;
import static jasyncio.Peer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.CapturedLog;
import jasyncio.StreamWriter;
import jasyncio.TestLoop;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/// Warnings about the use of a writer.
class WriterHabitsTest {
  // more than the system may hold, the amount of which is unknown
  private static final int MORE_THAN_THE_SYSTEM_TAKES = 16 << 20;
  private static final byte[] MEBIBYTE = new byte[1 << 20];

  private interface Body {
    void of(StreamWriter writer) throws Exception;
  }

  /// The log messages while `body` writes to a peer that does not read.
  private static java.util.List<String> logged(Body body) {
    try (var log = new CapturedLog()) {
      TestLoop.run(() -> {
        try (var link = stream()) {
          body.of(link.writer());
        }
      });
      return log.records().stream().map(LogRecord::getMessage).toList();
    }
  }

  @Test
  void writerThatNeverDrainsIsWarnedOnce() {
    var log =
        logged(writer -> {
          for (int i = 0; i < 20; i++) {
            writer.write(MEBIBYTE);
          }
        });

    assertThat(log).hasSize(1);
    assertThat(log.getFirst())
        .startsWith("write() without ever awaiting drain(), which a slow peer turns into memory: ")
        .contains("SocketTransport[");
  }

  @Test
  void writerOfMuchAtOnceIsNotWarned() {
    assertThat(logged(writer -> writer.write(new byte[MORE_THAN_THE_SYSTEM_TAKES]))).isEmpty();
  }

  @Test
  void writerThatDrainsNowAndThenIsNotWarned() {
    assertThat(
            logged(writer -> {
              await(writer.drain());
              for (int i = 0; i < 20; i++) {
                writer.write(MEBIBYTE);
              }
            }))
        .isEmpty();
  }

  @Test
  void writeAfterCloseIsWarnedOnce() {
    var log =
        logged(writer -> {
          writer.close();
          writer.close();
          writer.write("late");
          writer.write("later");
        });

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).startsWith("write() after close(): dropped by SocketTransport[");
  }
}
