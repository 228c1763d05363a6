import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> load(Path file) {
  return () -> Files.readString(file);
}

void main() {
  run(() -> {
    try {
      IO.println(await(load(Path.of("no-such-file")), IOException.class));
    } catch (IOException e) {
      IO.println("cannot read " + e.getMessage());
    }
  });
}
