// A chat room: what one says, the others hear. Talk with:  nc 127.0.0.1 8888
//
//     ./jasyncio run examples/ChatServer.java [PORT]
//
// Everybody's tasks run on one thread and switch only where they await, so the room needs no lock.

import jasyncio.*;
import static jasyncio.Asyncio.*;

final Map<String, StreamWriter> room = new LinkedHashMap<>();

// A guest that does not read must not fill the memory with unread lines.
static final int MOST_UNREAD = 1 << 20;

Coroutine<Void> welcome(StreamReader reader, StreamWriter writer) {
  return Coroutine.of(() -> {
    writer.write("Your name? ");
    var name = await(reader.readFrame(Framing.lines())).orElse("").strip();
    if (name.isEmpty() || room.putIfAbsent(name, writer) != null) {
      writer.write("That name is taken, or none.\n");
      writer.close();
      return;
    }
    try {
      writer.write("Here are: " + String.join(", ", room.keySet()) + "\n");
      tellOthers(name, "* " + name + " has come");
      for (var line : reader.frames(Framing.lines())) {         // async for line in reader:
        tellOthers(name, name + ": " + line);
      }
    } finally {
      room.remove(name, writer);
      tellOthers(name, "* " + name + " has left");
      writer.close();
    }
  });
}

void tellOthers(String speaker, String text) {
  for (var guest : List.copyOf(room.entrySet())) {
    var writer = guest.getValue();
    if (writer.transport().getWriteBufferSize() > MOST_UNREAD) {
      writer.transport().abort();                               // its task then tells the others
    } else if (!guest.getKey().equals(speaker)) {
      writer.write(text + "\n");
    }
  }
}

void main(String... args) {
  int port = args.length > 0 ? Integer.parseInt(args[0]) : 8888;
  try {
    run(() -> {
      ClientConnected guest = (reader, writer) -> await(welcome(reader, writer));
      var server = await(startServer(guest, "127.0.0.1", port));
      var socket = (InetSocketAddress) server.sockets().getFirst();
      IO.println("serving on " + socket.getHostString() + ":" + socket.getPort());
      await(server.serveForever());
    });
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
