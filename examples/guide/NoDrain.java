import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    try (var server = await(startServer((_, _) -> await(sleep(seconds(0.2))), "127.0.0.1", 0))) {
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      var client = await(openConnection("127.0.0.1", port));
      for (int i = 0; i < 500; i++) {
        client.writer().write(new byte[65_536]);       // wrong: never waits
      }
      int kept = client.writer().transport().getWriteBufferSize();
      IO.println("more than 10 MB in memory: " + (kept > 10_000_000));
      client.writer().transport().abort();
    }
  });
}
