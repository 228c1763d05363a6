import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> greet(String name, double delay) {
  return () -> {
    await(sleep(seconds(delay)));                 // 2. await a coroutine
    return "hello " + name;
  };
}

void main() {
  run(() -> {                                     // 1. start the loop
    var ada = createTask(greet("Ada", 0.2));      // 3. make a task
    var grace = createTask(greet("Grace", 0.1));
    for (var each : await(gather(ada, grace))) {  // 4. wait for both
      IO.println(each);
    }
  });                                             // 5. the loop is closed
}
