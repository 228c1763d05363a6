package app;

import static jasyncio.Asyncio.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jasyncio.test.AsyncTest;
import java.util.List;

class MainTest {
  @AsyncTest
  void everyoneIsGreeted() {
    assertEquals(List.of("Hello, Ada!", "Hello, Grace!"), await(Main.greetAll()));
  }
}
