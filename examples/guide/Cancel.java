import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> sleeper() {
  return Coroutine.of(() -> {
    try {
      await(sleep(Duration.ofHours(1)));
    } finally {
      IO.println("cleans up");
    }
  });
}

void main() {
  run(() -> {
    var task = createTask(sleeper());
    await(sleep(seconds(0.1)));
    task.cancel();
    try {
      await(task);
    } catch (CancelledError e) {
      IO.println("was cancelled");
    }
  });
}
