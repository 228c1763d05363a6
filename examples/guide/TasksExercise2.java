import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> withDefault(Coroutine<String> call, Duration limit, String otherwise) {
  return () -> {
    try {
      return await(timeout(limit, call));
    } catch (TimeoutException e) {
      return otherwise;
    }
  };
}

void main() {
  run(() -> {
    var quick = withDefault(sleep(Duration.ZERO, "quick"), seconds(1), "-");
    var slow = withDefault(sleep(Duration.ofHours(1), "slow"), seconds(0.1), "-");
    IO.println(await(gather(quick, slow)));
  });
}
