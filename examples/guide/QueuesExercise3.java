import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var start = new Event();
    await(taskGroup(runners -> {
      for (var name : List.of("Ada", "Grace", "Mary")) {
        runners.createTask(() -> {
          await(start.waitSet());
          IO.println(name + " runs");
        });
      }
      await(sleep(millis(10)));
      IO.println("go");
      start.set();
    }));
  });
}
