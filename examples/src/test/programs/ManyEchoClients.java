// Opens many connections to an echo server, all of which are open before the first speaks; then each
// sends messages and checks what comes back.
//
//     ManyEchoClients.java PORT CONNECTIONS MESSAGES

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.*;
import static jasyncio.Asyncio.*;

// as many as the backlog of a server holds
static final int AT_A_TIME = 100;

void talk(StreamConnection connection, int messages) {
  for (int i = 0; i < messages; i++) {
    var message = "message " + i + "\n";
    connection.writer().write(message);
    var reply = new String(await(connection.reader().readLine()), UTF_8);
    if (!reply.equals(message)) {
      throw new AssertionError(reply);
    }
  }
}

void main(String... args) {
  int port = Integer.parseInt(args[0]);
  int count = Integer.parseInt(args[1]);
  int messages = Integer.parseInt(args[2]);
  run(() -> {
    long start = System.nanoTime();
    var numbers = IntStream.range(0, count).boxed().toList();
    var connections =
        await(mapConcurrently(numbers, AT_A_TIME, _ -> openConnection("127.0.0.1", port)));
    long connected = System.nanoTime();
    await(taskGroup(group -> {
      connections.forEach(c -> group.createTask(() -> talk(c, messages)));
    }));
    long talked = System.nanoTime();
    connections.forEach(StreamConnection::close);
    IO.println("%d connections in %d ms, %d messages in %d ms"
        .formatted(
            connections.size(),
            (connected - start) / 1_000_000,
            count * messages,
            (talked - connected) / 1_000_000));
  });
}
