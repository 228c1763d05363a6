package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/// The pictures of the guide can be drawn again.
class PicturesIT {

  @Test
  void thePictureHasEveryTaskAndWhatItAwaits() throws Exception {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
    var drawing = "../jasyncio explain guide/SameTime.java | ../docs/images/turns.py";
    try (var program = Program.of("bash", "-c", drawing)) {
      assertThat(program.end().output())
          .startsWith("<svg ")
          .contains("Task-1 (main)", "Task-2", "Task-3", "callbacks")
          .contains("awaits sleep", "awaits Task-3", "the sleep of Task-3 is over");
    }
  }
}
