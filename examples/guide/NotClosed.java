import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    ClientConnected greet = (_, writer) -> writer.write("hi");      // wrong: never closes
    try (var server = await(startServer(greet, "127.0.0.1", 0))) {
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      try (var client = await(openConnection("127.0.0.1", port))) {
        await(timeout(seconds(0.3), client.reader().read()));
      } catch (TimeoutException e) {
        IO.println(e.getMessage());
      }
    }
  });
}
