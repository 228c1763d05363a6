import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> save(String text) {
  return Coroutine.of(() -> IO.println("saved " + text));
}

void main() {
  run(() -> {
    save("one");         // wrong: makes a coroutine and drops it
    await(save("two"));
  });
}
