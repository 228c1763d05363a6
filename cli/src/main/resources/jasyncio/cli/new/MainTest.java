package app;

import static jasyncio.Asyncio.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.util.List;

class MainTest {
  @AsyncTest // in virtual time: nobody waits
  void greetingsTakeAsLongAsTheLongest(VirtualClock clock) {
    List<String> greetings = await(Main.greetAll());

    assertEquals(List.of("Hello, Ada!", "Hello, Grace!"), greetings);
    assertEquals(Duration.ofMillis(200), clock.elapsed());
  }
}
