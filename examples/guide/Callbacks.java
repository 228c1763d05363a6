import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var loop = getRunningLoop();
    loop.callLater(seconds(0.2), () -> IO.println("4. a timer of 0.2 s"));
    loop.callLater(seconds(0.1), () -> IO.println("3. a timer of 0.1 s"));
    var never = loop.callLater(seconds(0.1), () -> IO.println("never"));
    loop.callSoon(() -> IO.println("2. a callback, in the next turn"));
    never.cancel();
    IO.println("1. the step that is running");
    await(sleep(seconds(0.3)));
  });
}
