import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    run(() -> IO.println("never"));
  });
}
