import jasyncio.*;
import static jasyncio.Asyncio.*;

void main() {
  run(() -> {
    try (var server = await(startServer(this::sayAbc, "127.0.0.1", 0))) {
      int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
      refused(port, reader -> await(reader.readExactly(10)));
      refused(port, reader -> await(reader.readUntil(";".getBytes())));
      refused(port, reader -> {
        var first = createTask(reader.read());
        var second = createTask(reader.read());
        await(second);
        await(first);
      });
    }
  });
}

void sayAbc(StreamReader reader, StreamWriter writer) {
  writer.write("abc");
  writer.close();
}

void refused(int port, ReaderAction action) throws Exception {
  try (var client = await(openConnection("127.0.0.1", port))) {
    action.run(client.reader());
  } catch (RuntimeException e) {
    IO.println(e.getMessage().replaceAll("StreamReader.*\\]", "StreamReader[...]"));
  }
}

interface ReaderAction {
  void run(StreamReader reader) throws Exception;
}
