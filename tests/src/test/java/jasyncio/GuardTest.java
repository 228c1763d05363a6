package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuardTest {
  private int released;

  @Test
  void givesBackOnce() {
    Guard guard = new Guard(() -> released++);

    guard.close();
    guard.close();

    assertThat(released).isOne();
  }

  @Test
  void tellsInItsTextWhetherItIsClosed() {
    Guard guard = new Guard(() -> {});
    assertThat(guard).hasToString("Guard[open]");

    guard.close();

    assertThat(guard).hasToString("Guard[closed]");
  }
}
