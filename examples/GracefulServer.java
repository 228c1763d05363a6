// Answers requests, a line each, until TERM or Ctrl-C. Then it takes no more, lets those that it has
// finish for a second, cancels the rest, and names who would not stop even then.
//
//     ./jasyncio run examples/GracefulServer.java [PORT]
//
// Try it with: echo quick | nc localhost PORT, and with slow and stubborn for quick.

import jasyncio.*;
import static jasyncio.Asyncio.*;

void answer(StreamReader reader, StreamWriter writer) {
  var request = await(reader.readFrame(Framing.lines())).orElse("nothing");
  currentTask().setName(request);
  IO.println("begins: " + request);
  try {
    await(sleep(seconds(request.equals("quick") ? 0.3 : 60)));  // the work
    writer.write("done: " + request + "\n");
  } finally {
    if (request.equals("stubborn")) {
      await(sleep(seconds(60)));                                // tidies up for far too long
    }
    writer.close();
  }
}

Coroutine<Void> serve(int port) {
  return Coroutine.of(() -> {
    var loop = getRunningLoop();
    var stop = new Event();
    for (var signal : List.of("TERM", "INT")) {
      loop.addSignalHandler(signal, stop::set);
    }
    var server = await(startServer(this::answer, "127.0.0.1", port));
    var socket = (InetSocketAddress) server.sockets().getFirst();
    IO.println("serving on " + socket.getHostString() + ":" + socket.getPort());

    await(stop.waitSet());
    var stuck = await(server.shutdown(seconds(1)));
    IO.println(stuck.isEmpty() ? "stopped" : "stopped but for " + stuck);
  });
}

void main(String... args) {
  run(serve(args.length > 0 ? Integer.parseInt(args[0]) : 8888));
}
