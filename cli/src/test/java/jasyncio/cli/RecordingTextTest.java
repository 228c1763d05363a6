package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTextTest {
  @Test
  void tellsTurnByTurnWhichTasksRanAndWhichWaited() {
    assertThat(RecordingText.of(Recordings.sleeper()))
        .isEqualTo(
            """
            Nap.java: 3 turns, 3 steps, 10.6 ms on EventLoop[1]

            turn 1 at 0 µs: the loop does not wait
              ready    Task-1
              > Task-1                  starts
                                        awaits sleep for another 10 ms
                                            at Nap.java:2   run(() -> await(sleep(millis(10)))); // </script> is text, too

            turn 2 at 502 µs: the loop waits 10 ms
              ready    end of sleep of Task-1
              waiting  Task-1 for sleep for another 10 ms
              > end of sleep of Task-1  is due
                                        makes ready: Task-1

            turn 3 at 10.5 ms: the loop goes on
              ready    Task-1
              > Task-1                  is woken by it
                                        returns null
            """);
  }

  @Test
  void saysThatTheProgramWentOn() {
    assertThat(RecordingText.of(Recordings.busy(1, 1)))
        .endsWith("\nthe recording stops here; the program went on\n");
  }

  @Test
  void countsWhatIsTooMuchForALine() {
    assertThat(RecordingText.of(Recordings.busy(20, 40)))
        .containsPattern("ready .* and \\d+ more\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "999_999, 999 µs",
    "1_000_000, 1.0 ms",
    "99_940_000, 99.9 ms",
    "100_000_000, 100 ms",
    "9_999_000_000, 9999 ms",
    "10_000_000_000, 10.0 s"
  })
  void givesTimesInFourDigitsAtMost(String nanos, String text) {
    assertThat(RecordingText.time(Long.parseLong(nanos.replace("_", "")))).isEqualTo(text);
  }
}
