import jasyncio.*;
import static jasyncio.Asyncio.*;

class Room implements AutoCloseable {
  Room() {
    await(sleep(seconds(0.01)));
    IO.println("the door opens");
  }

  @Override
  public void close() {
    await(sleep(seconds(0.01)));
    IO.println("the door closes");
  }
}

void main() {
  run(() -> {
    try (var _ = new Room()) {
      IO.println("somebody is inside");
    }
  });
}
