import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    getRunningLoop().setExceptionHandler((_, failure) ->
        IO.println(failure.exception().getMessage()));
    getRunningLoop().callSoon(() -> await(sleep(seconds(1))));
    await(sleep(millis(10)));
  });
}
