package jasyncio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepLimitsTest {
  @Test
  void takesItsLimitFromASystemPropertyInMilliseconds() {
    assertThat(StepLimits.parse("250")).isEqualTo(Duration.ofMillis(250));
    assertThat(StepLimits.parse("0")).isEqualTo(Duration.ZERO);
    assertThat(StepLimits.parse(null)).isNull();
  }

  @Test
  void refusesAPropertyThatIsNoLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StepLimits.parse("1s"))
        .withMessage("-Djasyncio.watchdog: expected milliseconds, or 0 for none: 1s");
  }
}
