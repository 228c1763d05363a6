import jasyncio.*;
import static jasyncio.Asyncio.*;

class Feeder implements Protocol {
  private final Event room = new Event();

  Feeder() {
    room.set();
  }

  @Override
  public void connectionMade(BaseTransport transport) {
    createTask(() -> feed((Transport) transport));
  }

  private void feed(Transport transport) {
    for (int i = 0; i < 100; i++) {
      await(room.waitSet());
      transport.write(new byte[65_536]);
    }
    transport.close();
  }

  @Override
  public void pauseWriting() {
    room.clear();
  }

  @Override
  public void resumeWriting() {
    room.set();
  }
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    try (var server = await(loop.createServer(Feeder::new, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      try (var client = await(openConnection("127.0.0.1", address.getPort()))) {
        IO.println(await(client.reader().read()).length + " bytes");
      }
    }
  });
}
