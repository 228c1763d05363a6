import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    getRunningLoop().setExceptionHandler((_, failure) ->
        IO.println("handler: " + failure.exception()));
    getRunningLoop().callSoon(() -> Integer.parseInt("ten"));
    await(sleep(millis(10)));
    IO.println("the loop goes on");
  });
}
