import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var loop = getRunningLoop();
    await(toThread(() -> {
      try {
        loop.callSoon(() -> IO.println("never"));
      } catch (IllegalStateException e) {
        IO.println(e.getMessage());
      }
    }));
  }, RunOptions.DEFAULTS.withDebug(true));
}
