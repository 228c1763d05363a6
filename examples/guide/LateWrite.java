import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    var loop = getRunningLoop();
    try (var server = await(loop.createServer(() -> new Protocol() {}, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      var client = await(loop.createConnection(() -> new Protocol() {}, "127.0.0.1", address.getPort()));
      client.transport().close();
      for (int i = 0; i < 6; i++) {
        client.transport().write("late".getBytes());
      }
      await(sleep(millis(10)));
    }
  });
}
