import jasyncio.*;
import static jasyncio.Asyncio.*;

class Recorder implements Protocol {
  final Future<Void> over = getRunningLoop().createFuture();

  @Override
  public void connectionMade(BaseTransport transport) {
    IO.println("connectionMade");
  }

  @Override
  public void dataReceived(byte[] data) {
    IO.println("dataReceived: " + new String(data));
  }

  @Override
  public boolean eofReceived() {
    IO.println("eofReceived");
    return false;
  }

  @Override
  public void connectionLost(Throwable cause) {
    IO.println("connectionLost: " + cause);
    over.setResult(null);
  }
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    var recorder = new Recorder();
    try (var server = await(loop.createServer(() -> recorder, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      var client = await(openConnection("127.0.0.1", address.getPort()));
      client.writer().write("hello");
      client.close();
      await(recorder.over);
    }
  });
}
