import jasyncio.*;
import static jasyncio.Asyncio.*;

void echo(StreamReader reader, StreamWriter writer) {
  for (var line : reader.lines()) {
    writer.write(line);
    await(writer.drain());
  }
  writer.close();
}

Coroutine<String> talk(int port, String text) {
  return () -> {
    try (var server = await(openConnection("127.0.0.1", port))) {
      server.writer().write(text);
      server.writer().writeEof();
      return new String(await(server.reader().read()));
    }
  };
}

void main() {
  run(() -> {
    try (var server = await(startServer(this::echo, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      IO.print(await(talk(address.getPort(), "hello\nworld\n")));
    }
  });
}
