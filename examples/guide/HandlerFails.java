import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    ClientConnected handler = (_, _) -> Integer.parseInt("ten");
    try (var server = await(startServer(handler, "127.0.0.1", 0));
        var client = await(openConnection("127.0.0.1", port(server)))) {
      IO.println("bytes: " + await(client.reader().read()).length);
      IO.println("still serving: " + server.isServing());
    }
  });
}

int port(Server server) {
  return ((InetSocketAddress) server.sockets().getFirst()).getPort();
}
