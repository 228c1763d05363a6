import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> both(Lock first, Lock second) {
  return Coroutine.of(() -> {
    try (var _ = await(first.acquire())) {
      await(sleep(Duration.ZERO));
      try (var _ = await(second.acquire())) {
        IO.println("never");
      }
    }
  });
}

void main() {
  run(() -> {
    var one = new Lock();
    var two = new Lock();
    var left = createTask(both(one, two), TaskOptions.named("left"));
    var right = createTask(both(two, one), TaskOptions.named("right"));
    await(waitOn(List.of(left, right), seconds(0.5)));
  });
}
