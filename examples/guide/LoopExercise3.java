import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  try (var runner = new Runner()) {
    int first = runner.run(sleep(Duration.ZERO, 1));
    var loop = runner.getLoop();
    int second = runner.run(() -> getRunningLoop() == loop ? first + 1 : 0);
    IO.println("both ran on one loop: " + second);
  }
}
