package jasyncio.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX) // lives on /proc
class ChildPipeTest {

  @Test
  void canBeOpenedByItsPath() throws Exception {
    ChildPipe child = Objects.requireNonNull(ChildPipe.open());
    try (var source = child.pipe().source();
        var _ = child.pipe().sink();
        var byPath = new FileOutputStream(child.path())) {
      byPath.write(7);
      var received = ByteBuffer.allocate(10);

      assertThat(source.read(received)).isEqualTo(1);
      assertThat(received.get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void isFoundAmongPipesThatOthersOpenMeanwhile() throws Exception {
    var others = new ArrayList<Pipe>();
    var running = new AtomicBoolean(true);
    var opener =
        Thread.ofPlatform()
            .start(() -> {
              while (running.get() && others.size() < 200) {
                openOne(others);
              }
            });
    try {
      List<ChildPipe> pipes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        pipes.add(Objects.requireNonNull(ChildPipe.open()));
      }
      for (ChildPipe pipe : pipes) {
        try (var source = pipe.pipe().source();
            var _ = pipe.pipe().sink();
            var byPath = new FileOutputStream(pipe.path())) {
          byPath.write(1);
          assertThat(source.read(ByteBuffer.allocate(10))).isEqualTo(1);
        }
      }
    } finally {
      running.set(false);
      opener.join();
      for (Pipe other : others) {
        other.sink().close();
        other.source().close();
      }
    }
  }

  private static void openOne(List<Pipe> pipes) {
    try {
      pipes.add(Pipe.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
