import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Integer> limited(Duration limit, String... command) {
  return () -> {
    var child = await(createSubprocessExec(List.of(command), SubprocessOptions.DEFAULTS));
    try {
      return await(waitFor(child.waitExit(), limit));
    } catch (TimeoutException e) {
      return await(child.stop(seconds(1)));
    }
  };
}

void main() {
  run(() -> {
    IO.println(await(limited(seconds(10), "true")));
    IO.println(await(limited(seconds(0.1), "sleep", "60")));
  });
}
