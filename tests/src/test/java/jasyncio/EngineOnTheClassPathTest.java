package jasyncio;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

class EngineOnTheClassPathTest {
  @Test
  void aShutDoorIsToldWithTheOptionThatOpensItToTheClassPath() {
    assumeThat(Engine.CARRIER.isAvailable()).isFalse();

    assertThatThrownBy(() -> Asyncio.newEventLoop(LoopOptions.DEFAULTS.withEngine(Engine.CARRIER)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("--add-opens java.base/java.lang=ALL-UNNAMED (or, in the manifest");
  }
}
