import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> brew(String drink) {
  return () -> {
    IO.println("the kettle is on");
    await(sleep(seconds(0.1)));
    return "a cup of " + drink;
  };
}

void main() {
  run(() -> {
    var tea = brew("tea");
    IO.println("nothing has happened yet");
    IO.println(await(tea));
  });
}
