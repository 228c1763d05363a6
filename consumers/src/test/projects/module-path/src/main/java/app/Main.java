package app;

import static jasyncio.Asyncio.*;

import jasyncio.Coroutine;
import java.util.List;

/// Greets two at once.
final class Main {
  private Main() {}

  static Coroutine<List<String>> greetAll() {
    return () -> await(gather(greet("Ada", 20), greet("Grace", 10)));
  }

  private static Coroutine<String> greet(String name, int delayMillis) {
    return () -> {
      await(sleep(millis(delayMillis)));
      return "Hello, " + name + "!";
    };
  }

  static void main() {
    run(greetAll()).forEach(IO::println);
  }
}
