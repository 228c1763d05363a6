import jasyncio.*;
import static jasyncio.Asyncio.*;

AsyncGenerator<Integer> countdown(int from) {
  return asyncGenerator(out -> {
    for (int n = from; n > 0; n--) {
      out.yield(n);
      await(sleep(seconds(0.01)));
    }
  });
}

void main() {
  run(() -> {
    for (int n : countdown(3)) {
      IO.println(n);
    }
    IO.println("lift-off");
  });
}
