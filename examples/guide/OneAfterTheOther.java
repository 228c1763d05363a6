import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> download(String name) {
  return Coroutine.of(() -> {
    IO.println(name + " begins");
    await(sleep(seconds(0.05)));
    IO.println(name + " ends");
  });
}

void main() {
  run(() -> {
    await(download("a"));                    // one after the other
    await(download("b"));
    IO.println("--");
    await(gather(download("a"), download("b")));
  });
}
