import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Boolean> isOpen(String host, int port) {
  return () -> {
    try (var _ = await(waitFor(openConnection(host, port), seconds(5)))) {
      return true;
    } catch (UncheckedIOException | TimeoutException e) {
      return false;
    }
  };
}

void main() {
  run(() -> {
    var server = await(startServer((_, writer) -> writer.close(), "127.0.0.1", 0));
    int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
    IO.println(await(isOpen("127.0.0.1", port)));
    await(server.shutdown(seconds(1)));
    IO.println(await(isOpen("127.0.0.1", port)));
  });
}
