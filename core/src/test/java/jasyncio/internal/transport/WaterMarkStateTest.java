package jasyncio.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.FlowControl.WaterMarks;
import org.junit.jupiter.api.Test;

/// The moments at which a protocol pauses and resumes.
class WaterMarkStateTest {
  private final WaterMarkState pace = new WaterMarkState();

  WaterMarkStateTest() {
    pace.marks(new WaterMarks(2, 4));
  }

  @Test
  void pausesOnceAboveTheHighMark() {
    assertThat(pace.pausesAt(3)).isFalse();
    assertThat(pace.pausesAt(4)).isFalse();
    assertThat(pace.pausesAt(6)).isTrue();
    assertThat(pace.pausesAt(9)).isFalse();
  }

  @Test
  void resumesOnceAtTheLowMark() {
    assertThat(pace.resumesAt(0)).isFalse();
    assertThat(pace.pausesAt(5)).isTrue();

    assertThat(pace.resumesAt(3)).isFalse();
    assertThat(pace.resumesAt(2)).isTrue();
    assertThat(pace.resumesAt(0)).isFalse();
  }
}
