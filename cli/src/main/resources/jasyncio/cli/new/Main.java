package app;

import static jasyncio.Asyncio.*;

import jasyncio.*;
import java.time.Duration;
import java.util.List;

/// Greets several people at once: it takes as long as the longest greeting.
class Main {
  static Coroutine<String> greet(String name, Duration delay) {
    return () -> {
      await(sleep(delay));
      return "Hello, " + name + "!";
    };
  }

  static Coroutine<List<String>> greetAll() {
    return () -> await(gather(greet("Ada", millis(200)), greet("Grace", millis(100))));
  }

  static void main() {
    run(greetAll()).forEach(IO::println);
  }
}
