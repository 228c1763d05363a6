package jasyncio.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "127, 127",
    "128, 128", // exit codes
    "129, -1",
    "137, -9",
    "139, -11",
    "143, -15",
    "162, -34",
    "192, -64", // deadly signals
    "145, 145",
    "147, 147",
    "156, 156",
    "193, 193",
    "255, 255" // what no deadly signal stands for
  })
  void tellsSignalsFromExitCodes(int status, int returncode) {
    assertThat(ExitStatus.returncode(status)).isEqualTo(returncode);
  }
}
