package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Here jasyncio is a module.
class EngineTest {
  @Test
  void aLoopTellsItsEngine() {
    var demanded = System.getProperty("jasyncio.engine").toUpperCase(Locale.ROOT);

    try (var loop = Asyncio.newEventLoop()) {
      assertThat(loop.engine()).hasToString(demanded);
    }
  }

  @Test
  void theOneOfALoopIsThatOfItsOptions() {
    try (var loop = Asyncio.newEventLoop(LoopOptions.DEFAULTS.withEngine(Engine.PORTABLE))) {
      assertThat(loop.engine()).isEqualTo(Engine.PORTABLE);
    }
  }

  @Test
  void aShutDoorIsToldWithTheOptionThatOpensItToTheModule() {
    assumeThat(Engine.CARRIER.isAvailable()).isFalse();

    assertThatThrownBy(() -> Asyncio.newEventLoop(LoopOptions.DEFAULTS.withEngine(Engine.CARRIER)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the carrier engine needs --add-opens java.base/java.lang=jasyncio;"
                + " without it choose -Djasyncio.engine=portable");
  }
}
