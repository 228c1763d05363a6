package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LongStepsTest {
  @Test
  void takesItsLimitFromASystemPropertyInMilliseconds() {
    assertThat(LongSteps.parse("250")).isEqualTo(Duration.ofMillis(250));
    assertThat(LongSteps.parse("0")).isEqualTo(Duration.ZERO);
    assertThat(LongSteps.parse(null)).isNull();
  }

  @Test
  void refusesAPropertyThatIsNoLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LongSteps.parse("1s"))
        .withMessage("-Djasyncio.watchdog: expected milliseconds, or 0 for none: 1s");
  }
}
