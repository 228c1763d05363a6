import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    createTask(() -> {
      throw new IOException("disk full");
    }, TaskOptions.named("save"));
    await(sleep(millis(10)));
    IO.println("the main task goes on");
  });
}
