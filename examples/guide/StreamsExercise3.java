import jasyncio.*;
import static jasyncio.Asyncio.*;

void answer(StreamReader reader, StreamWriter writer) {
  try {
    await(timeout(seconds(0.5), () -> {
      var line = await(reader.readFrame(Framing.lines())).orElse("nothing");
      writer.write("thank you for " + line);
    }));
  } catch (TimeoutException e) {
    writer.write("too slow");
  } finally {
    writer.close();
  }
}

Coroutine<String> ask(int port, String text) {
  return () -> {
    try (var server = await(openConnection("127.0.0.1", port))) {
      server.writer().write(text);
      return new String(await(server.reader().read()));
    }
  };
}

void main() {
  run(() -> {
    try (var server = await(startServer(this::answer, "127.0.0.1", 0))) {
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      IO.println(await(ask(port, "a line\n")));
      IO.println(await(ask(port, "no end")));
    }
  });
}
