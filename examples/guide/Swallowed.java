import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> stubborn() {
  return Coroutine.of(() -> {
    try {
      await(sleep(Duration.ofHours(1)));
    } catch (Throwable t) {          // wrong: CancelledError is among them
      IO.println("goes on after " + t.getClass().getSimpleName());
    }
  });
}

void main() {
  run(() -> {
    var task = createTask(stubborn());
    await(sleep(Duration.ZERO));
    task.cancel();
    await(task);
    IO.println("cancelled: " + task.cancelled());
  });
}
