import jasyncio.*;
import static jasyncio.Asyncio.*;

void shout(StreamReader reader, StreamWriter writer) {
  for (var line : reader.frames(Framing.lines())) {
    writer.writeFrame(Framing.lines(), line.toUpperCase(Locale.ROOT));
    await(writer.drain());
  }
  writer.close();
}

void main() {
  run(() -> {
    try (var server = await(startServer(this::shout, "127.0.0.1", 0));
        var client = await(openConnection("127.0.0.1", port(server)))) {
      for (var word : List.of("one", "two")) {
        client.writer().writeFrame(Framing.lines(), word);
        IO.println(await(client.reader().readFrame(Framing.lines())).orElseThrow());
      }
    }
  });
}

int port(Server server) {
  return ((InetSocketAddress) server.sockets().getFirst()).getPort();
}
