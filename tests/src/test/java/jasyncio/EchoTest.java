package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.test.AsyncTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;

/// Many connections at once, with both ends on one loop.
class EchoTest {
  private static final int CONNECTIONS = 1000;
  private static final int LARGEST_EXPONENT = 20; // 1 MiB

  private static void echo(StreamReader reader, StreamWriter writer) {
    while (true) {
      byte[] data = await(reader.read(64 * 1024));
      if (data.length == 0) {
        break;
      }
      writer.write(data);
      await(writer.drain());
    }
    writer.close();
  }

  @AsyncTest
  @Timeout(60)
  void everyByteComesBack() {
    var options = ServerOptions.DEFAULTS.withBacklog(CONNECTIONS);
    Server server = await(startServer(EchoTest::echo, Peer.LOOPBACK, 0, options));
    List<Task<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      var random = new Random(i);
      clients.add(createTask(() -> checkEcho(Peer.port(server), random)));
    }
    await(gather(clients));
    server.close();
    await(server.waitClosed());
  }

  private static void checkEcho(int port, Random random) {
    byte[] sent = new byte[size(random)];
    random.nextBytes(sent);
    try (var connection = await(openConnection(Peer.LOOPBACK, port))) {
      Task<Void> sending = createTask(() -> send(connection.writer(), sent, random));
      byte[] received = await(connection.reader().readExactly(sent.length));
      assertThat(Arrays.equals(received, sent)).isTrue();
      await(sending);
      assertThat(await(connection.reader().read())).isEmpty();
    }
  }

  /// From 1 byte to 1 MiB, every power of two as likely as any other.
  private static int size(Random random) {
    int most = 1 << random.nextInt(LARGEST_EXPONENT + 1);
    return 1 + random.nextInt(most);
  }

  private static void send(StreamWriter writer, byte[] data, Random random) {
    for (int start = 0; start < data.length; ) {
      int end = Math.min(data.length, start + 1 + random.nextInt(200_000));
      writer.write(Arrays.copyOfRange(data, start, end));
      start = end;
      await(writer.drain());
    }
    writer.writeEof();
  }
}
