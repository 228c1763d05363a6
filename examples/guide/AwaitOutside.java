import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  await(sleep(seconds(1)));
}
