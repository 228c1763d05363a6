// Forwards connections to another host and port.
//
//     ./jasyncio run examples/PortForwarder.java PORT HOST TARGET_PORT

import jasyncio.*;
import static jasyncio.Asyncio.*;

record Target(String host, int port) {}

Coroutine<Void> forward(StreamReader reader, StreamWriter writer, Target target) {
  return Coroutine.of(() -> {
    try (var there = await(openConnection(target.host(), target.port()))) {
      await(taskGroup(group -> {
        group.createTask(() -> copy(reader, there.writer()));
        group.createTask(() -> copy(there.reader(), writer));
      }));
    } catch (UncheckedIOException | ExceptionGroup e) {          // a side is closed, or was never there
      System.err.println(e.getMessage());
    } finally {
      writer.close();
    }
  });
}

// One direction, to its end; the other may go on. Waiting for drain() makes a slow receiver slow
// the sender down, wherever they are.
void copy(StreamReader from, StreamWriter to) {
  byte[] data;
  while ((data = await(from.read(65536))).length > 0) {
    to.write(data);
    await(to.drain());
  }
  to.writeEof();
}

void main(String... args) {
  var target = new Target(args[1], Integer.parseInt(args[2]));
  try {
    run(() -> {
      ClientConnected client = (reader, writer) -> await(forward(reader, writer, target));
      var server = await(startServer(client, "127.0.0.1", Integer.parseInt(args[0])));
      var socket = (InetSocketAddress) server.sockets().getFirst();
      IO.println("serving on " + socket.getHostString() + ":" + socket.getPort());
      await(server.serveForever());
    });
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
