import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  var options = RunOptions.DEFAULTS.withLongStepDuration(millis(100));
  run(() -> {
    long end = System.nanoTime() + seconds(0.5).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }, options);
}
