import jasyncio.*;
import static jasyncio.Asyncio.*;

void every(Duration pause, int times, Runnable callback) {
  if (times > 0) {
    getRunningLoop().callLater(pause, () -> {
      callback.run();
      every(pause, times - 1, callback);
    });
  }
}

void main() {
  run(() -> {
    every(millis(10), 3, () -> IO.println("tick"));
    await(sleep(seconds(0.2)));
  });
}
