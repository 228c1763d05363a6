import jasyncio.*;
import static jasyncio.Asyncio.*;

<T> Coroutine<T> retry(int attempts, Coroutine<T> call) {
  return () -> {
    for (int attempt = 1; ; attempt++) {
      try {
        return await(call, IOException.class);
      } catch (IOException e) {
        IO.println("attempt " + attempt + ": " + e.getMessage());
        if (attempt == attempts) {
          throw e;
        }
      }
      await(sleep(millis(10)));
    }
  };
}

int calls;

String flaky() throws IOException {
  if (++calls < 3) {
    throw new IOException("not yet");
  }
  return "there it is";
}

void main() {
  run(() -> IO.println(await(retry(5, this::flaky))));
}
