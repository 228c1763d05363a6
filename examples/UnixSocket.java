// Programs of one machine talk over a socket that is a file, as databases and the Docker daemon do.
// The server counts its visitors; the client prints what it is told.
//
//     ./jasyncio run examples/UnixSocket.java serve PATH
//     ./jasyncio run examples/UnixSocket.java visit PATH NAME

import jasyncio.*;
import static jasyncio.Asyncio.*;

int visitors;

Coroutine<Void> serve(Path path) {
  return Coroutine.of(() -> {
    ClientConnected receive =
        (reader, writer) -> {
          var name = await(reader.readFrame(Framing.lines())).orElse("stranger");
          writer.write("%s, you are number %d\n".formatted(name, ++visitors));
          writer.close();
        };
    try (var server = await(startUnixServer(receive, path))) {   // the file goes with the server
      IO.println("serving on " + path);
      await(server.serveForever());
    }
  });
}

Coroutine<String> visit(Path path, String name) {
  return () -> {
    try (var server = await(openUnixConnection(path))) {
      server.writer().write(name + "\n");
      return await(server.reader().readFrame(Framing.lines())).orElseThrow();
    }
  };
}

void main(String... args) {
  var path = Path.of(args[1]);
  try {
    if (args[0].equals("serve")) {
      run(serve(path));
    } else {
      IO.println(run(visit(path, args[2])));
    }
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  } catch (UncheckedIOException e) {
    System.err.println(e.getMessage());
    System.exit(1);
  }
}
