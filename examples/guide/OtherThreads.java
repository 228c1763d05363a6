import jasyncio.*;
import static jasyncio.Asyncio.*;

long fibonacci(int n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

Coroutine<Void> clock() {
  return Coroutine.of(() -> {
    for (int tick = 1; tick <= 3; tick++) {
      IO.println("tick " + tick);
      await(sleep(millis(30)));
    }
  });
}

void main() {
  run(() -> {
    var number = createTask(toThread(() -> fibonacci(36)));
    await(clock());
    IO.println(await(number));
  });
}
