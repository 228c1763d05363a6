import jasyncio.*;
import static jasyncio.Asyncio.*;

class Shouter implements Protocol {
  private Transport transport;

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (Transport) transport;
  }

  @Override
  public void dataReceived(byte[] data) {
    transport.write(new String(data).toUpperCase(Locale.ROOT).getBytes());
    transport.close();
  }
}

class Caller implements Protocol {
  final Future<String> answer = getRunningLoop().createFuture();

  @Override
  public void dataReceived(byte[] data) {
    answer.setResult(new String(data));
  }
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    try (var server = await(loop.createServer(Shouter::new, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      var call = await(loop.createConnection(Caller::new, "127.0.0.1", address.getPort()));
      call.transport().write("hello".getBytes());
      IO.println(await(call.protocol().answer));
    }
  });
}
