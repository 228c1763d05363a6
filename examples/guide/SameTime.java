import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> sayAfter(double delay, String what) {
  return Coroutine.of(() -> {
    await(sleep(seconds(delay)));
    IO.println(what);
  });
}

void main() {
  run(() -> {
    var world = createTask(sayAfter(0.2, "world"));
    var hello = createTask(sayAfter(0.1, "hello"));
    IO.println("both are made, none has begun");
    await(hello);
    await(world);
  });
}
