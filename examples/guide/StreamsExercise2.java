import jasyncio.*;
import static jasyncio.Asyncio.*;

static final Framing<byte[]> MESSAGES = Framing.lengthPrefixed(1 << 20);

void reverse(StreamReader reader, StreamWriter writer) {
  for (var message : reader.frames(MESSAGES)) {
    var reversed = new StringBuilder(new String(message)).reverse().toString();
    writer.writeFrame(MESSAGES, reversed.getBytes());
    await(writer.drain());
  }
  writer.close();
}

void main() {
  run(() -> {
    try (var server = await(startServer(this::reverse, "127.0.0.1", 0));
        var client = await(openConnection("127.0.0.1", port(server)))) {
      client.writer().writeFrame(MESSAGES, "stressed\ndrawer".getBytes());
      IO.println(new String(await(client.reader().readFrame(MESSAGES)).orElseThrow()));
    }
  });
}

int port(Server server) {
  return ((InetSocketAddress) server.sockets().getFirst()).getPort();
}
