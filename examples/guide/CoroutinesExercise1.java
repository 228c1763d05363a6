import jasyncio.*;
import static jasyncio.Asyncio.*;

<T> Coroutine<T> timed(String name, Coroutine<T> body) {
  return () -> {
    long start = getRunningLoop().time();
    T result = await(body);
    long tenths = (getRunningLoop().time() - start) / 100_000_000;
    IO.println("%s took at least 0.%d s".formatted(name, tenths));
    return result;
  };
}

void main() {
  run(() -> IO.println(await(timed("the answer", sleep(seconds(0.1), 42)))));
}
