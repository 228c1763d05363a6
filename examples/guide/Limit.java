import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> slow() {
  return sleep(Duration.ofHours(1), "too late");
}

void main() {
  run(() -> {
    try {
      IO.println(await(timeout(seconds(0.1), slow())));
    } catch (TimeoutException e) {
      IO.println(e.getMessage());
    }
  });
}
