// Sends back what it gets, to any number of clients at once, until Ctrl-C.
//
//     ./jasyncio run examples/EchoServer.java [PORT]
//
// PORT is 8888 if it is not given; with 0 the system picks a free one.

import jasyncio.*;
import static jasyncio.Asyncio.*;

// Runs once for each client, in a task of its own. In Python:
//
//     async def echo(reader, writer):
//         while data := await reader.read(65536):
//             writer.write(data)
//             await writer.drain()
//         writer.close()
//
void echo(StreamReader reader, StreamWriter writer) {
  byte[] data;
  while ((data = await(reader.read(65536))).length > 0) {
    writer.write(data);
    await(writer.drain());
  }
  writer.close();
}

Coroutine<Void> serve(int port) {
  return Coroutine.of(() -> {
    var server = await(startServer(this::echo, "127.0.0.1", port));
    IO.println("serving on " + address(server));
    await(server.serveForever());
  });
}

String address(Server server) {
  var socket = (InetSocketAddress) server.sockets().getFirst();
  return socket.getHostString() + ":" + socket.getPort();
}

void main(String... args) {
  int port = args.length > 0 ? Integer.parseInt(args[0]) : 8888;
  try {
    run(serve(port));
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
