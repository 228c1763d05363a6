import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    Future<String> letter = getRunningLoop().createFuture();
    try {
      letter.result();
    } catch (InvalidStateException e) {
      IO.println(e.getMessage());
    }
    letter.setResult("first");
    try {
      letter.setResult("second");
    } catch (InvalidStateException e) {
      IO.println(e.getMessage());
    }
  });
}
