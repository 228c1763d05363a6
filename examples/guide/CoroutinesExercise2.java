import jasyncio.*;
import static jasyncio.Asyncio.*;

AsyncGenerator<Integer> evens(Iterable<Integer> numbers) {
  return asyncGenerator(out -> {
    for (int number : numbers) {
      if (number % 2 == 0) {
        out.yield(number);
      }
    }
  });
}

AsyncGenerator<Integer> count() {
  return asyncGenerator(out -> {
    for (int n = 1; ; n++) {
      await(sleep(Duration.ZERO));
      out.yield(n);
    }
  });
}

void main() {
  run(() -> {
    try (var count = count();
        var evens = evens(count)) {
      for (int n : evens) {
        if (n > 6) {
          break;
        }
        IO.println(n);
      }
    }
  });
}
