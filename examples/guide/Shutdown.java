import jasyncio.*;
import static jasyncio.Asyncio.*;

final Event begun = new Event();

void answer(StreamReader reader, StreamWriter writer) {
  try {
    var name = await(reader.readFrame(Framing.lines())).orElse("nobody");
    begun.set();
    await(sleep(seconds(0.1)));                           // the work
    writer.write("hello " + name);
  } finally {
    writer.close();
  }
}

void main() {
  run(() -> {
    var limits = ServerOptions.DEFAULTS.withMaxConnections(100).withIdleTimeout(seconds(60));
    var server = await(startServer(this::answer, "127.0.0.1", 0, limits));
    var address = (InetSocketAddress) server.sockets().getFirst();
    try (var client = await(openConnection("127.0.0.1", address.getPort()))) {
      client.writer().write("Ada\n");
      await(begun.waitSet());
      var stuck = createTask(server.shutdown(seconds(10)));
      IO.println(new String(await(client.reader().read())));
      IO.println("did not stop in time: " + await(stuck));
    }
  });
}
