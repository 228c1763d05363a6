package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopOptionsTest {
  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_env_var_debug",
    "test_tasks.GatherTestsBase.test_env_var_debug"
  })
  void debugIsOnByDefaultIfTheEnvironmentSaysSoAndThePropertyDoesNotDeny() {
    assertThat(LoopOptions.debugByDefault(null, null)).isFalse();
    assertThat(LoopOptions.debugByDefault(null, "")).isFalse();
    assertThat(LoopOptions.debugByDefault(null, "1")).isTrue();
    assertThat(LoopOptions.debugByDefault("true", null)).isTrue();
    assertThat(LoopOptions.debugByDefault("false", "1")).isFalse();
  }
}
