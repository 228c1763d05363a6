import static jasyncio.Asyncio.*;

import jasyncio.*;

// Does the work that most programs do at their start: the cache holds the classes that this loads.

Coroutine<byte[]> echo(String text) {
  return () -> {
    ClientConnected handler =
        (reader, writer) -> {
          writer.write(await(reader.readLine()));
          await(writer.drain());
          writer.close();
        };
    try (var server = await(startServer(handler, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      try (var connection = await(openConnection("127.0.0.1", address.getPort()))) {
        connection.writer().write(text);
        return await(connection.reader().readLine());
      }
    }
  };
}

void main() {
  run(() -> {
    await(sleep(millis(1)));
    await(gather(echo("one\n"), echo("two\n")));
    await(
        taskGroup(tg -> {
          tg.createTask(timeout(seconds(1), sleep(Duration.ZERO)));
        }));
  });
}
