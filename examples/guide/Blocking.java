import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var other = createTask(() -> IO.println("another task runs"));
    Thread.sleep(100);
    IO.println("slept, and the other is done: " + other.done());
    await(other);
  });
}
