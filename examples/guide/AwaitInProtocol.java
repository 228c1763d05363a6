import jasyncio.*;
import static jasyncio.Asyncio.*;

class Slow implements Protocol {
  final Future<Throwable> lost = getRunningLoop().createFuture();

  @Override
  public void dataReceived(byte[] data) {
    await(sleep(seconds(1)));            // wrong: a callback cannot wait
  }

  @Override
  public void connectionLost(Throwable cause) {
    lost.setResult(cause);
  }
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    loop.setExceptionHandler((_, failure) -> IO.println(failure.message()));
    var slow = new Slow();
    try (var server = await(loop.createServer(() -> slow, "127.0.0.1", 0))) {
      var address = (InetSocketAddress) server.sockets().getFirst();
      try (var client = await(openConnection("127.0.0.1", address.getPort()))) {
        client.writer().write("hello");
        IO.println(await(slow.lost).getMessage());
      }
    }
  });
}
