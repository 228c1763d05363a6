import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var loop = getRunningLoop();
    Future<String> letter = loop.createFuture();
    letter.addDoneCallback(_ -> IO.println("a callback sees it first"));
    loop.callLater(seconds(0.1), () -> letter.setResult("greetings"));
    IO.println("waiting for a letter");
    IO.println("it says: " + await(letter));
  });
}
