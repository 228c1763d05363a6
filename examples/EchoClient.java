// Sends a message to EchoServer.java and prints what comes back.
//
//     ./jasyncio run examples/EchoClient.java [PORT [MESSAGE]]

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> echo(int port, String message) {          // async def echo(port, message):
  return () -> {
    // Closed at the end of the block, as by:               //     writer.close()
    //                                                      //     await writer.wait_closed()
    try (var server = await(openConnection("127.0.0.1", port))) {
      server.writer().write(message);                       //     writer.write(message.encode())
      server.writer().writeEof();                           //     writer.write_eof()
      byte[] reply = await(server.reader().read());         //     reply = await reader.read()
      return new String(reply, UTF_8);                      //     return reply.decode()
    }
  };
}

void main(String... args) {
  int port = args.length > 0 ? Integer.parseInt(args[0]) : 8888;
  String message = args.length > 1 ? args[1] : "Hello, world!";
  IO.println("sent      " + message);
  IO.println("received  " + run(echo(port, message)));      // print(asyncio.run(echo(…)))
}
