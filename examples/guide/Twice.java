import jasyncio.*;
import static jasyncio.Asyncio.*;

int made;

void main() {
  run(() -> {
    Coroutine<Integer> next = () -> ++made;
    IO.println(await(next));
    IO.println(await(next));
  });
}
