import jasyncio.*;
import static jasyncio.Asyncio.*;

class Echo implements DatagramProtocol {
  private DatagramTransport transport;

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (DatagramTransport) transport;
  }

  @Override
  public void datagramReceived(byte[] data, SocketAddress from) {
    transport.sendto(data, from);
  }
}

void main() {
  run(() -> {
    var any = new InetSocketAddress("127.0.0.1", 0);
    var server = await(getRunningLoop().createDatagramEndpoint(Echo::new, any, null));
    var address = server.transport().getExtraInfo(ExtraInfo.SOCKNAME);
    try (var client = await(openDatagram(null, address))) {
      await(client.send("hello"));
      IO.println(await(waitFor(client.receive(), seconds(5))).text());
    }
    server.transport().close();
  });
}
