import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> outer(Lock lock) {
  return Coroutine.of(() -> {
    try (var _ = await(lock.acquire())) {
      await(inner(lock));
    }
  });
}

Coroutine<Void> inner(Lock lock) {
  return Coroutine.of(() -> {
    try (var _ = await(lock.acquire())) {   // wrong: the task has the lock already
      IO.println("never");
    }
  });
}

void main() {
  run(() -> {
    var task = createTask(outer(new Lock()), TaskOptions.named("saver"));
    await(waitOn(List.of(task), seconds(0.3)));
  });
}
