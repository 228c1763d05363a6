package jasyncio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "42", "-7", "42:", "42:17=1,30=2"})
  void theTextFormReadsBack(String text) {
    assertThat(Schedule.parse(text)).hasToString(text);
  }

  @Test
  void deviationsAreRead() {
    assertThat(Schedule.parse("42:17=1,30=2"))
        .isEqualTo(new Schedule(42, new TreeMap<>(Map.of(17, 1, 30, 2))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "seed", "1:2", "1:2=", "1:=2"})
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a schedule such as");
  }
}
