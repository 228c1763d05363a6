package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// smoke
class TlsTest {
  static Object W, R;

  static void echo(StreamReader reader, StreamWriter writer) {
    W = writer;
    R = reader;
    byte[] data;
    while ((data = await(reader.read(65536))).length > 0) {
      writer.write(data);
      await(writer.drain());
    }
    writer.close();
    await(writer.waitClosed());
  }

  @Test
  void smoke() {
    for (String v : new String[] {"TLSv1.3", "TLSv1.2"})
      TestLoop.runInRealTime(() -> {
        Server server =
            await(
                startServer(
                    TlsTest::echo,
                    Peer.LOOPBACK,
                    0,
                    ServerOptions.DEFAULTS.withTls(TestCertificate.server())));
        try (var c =
            await(
                openConnection(
                    Peer.LOOPBACK,
                    Peer.port(server),
                    ConnectOptions.DEFAULTS.withTls(TestCertificate.client().withVersions(v))))) {
          c.writer().write("hello");
          assertThat(await(c.reader().readExactly(5))).isEqualTo("hello".getBytes());
          Asyncio.getRunningLoop()
              .callLater(
                  java.time.Duration.ofMillis(300),
                  () -> {
                    System.out.println("C " + c.writer() + " " + c.reader());
                    System.out.println(
                        "S " + server + W + R + Asyncio.allTasks(Asyncio.getRunningLoop()));
                  });
          byte[] big = new byte[1_000_000];
          c.writer().write(big);
          assertThat(await(c.reader().readExactly(big.length))).isEqualTo(big);
          System.out.println(
              c.writer()
                  + " "
                  + c.writer().getExtraInfo(ExtraInfo.CIPHER)
                  + c.writer().getExtraInfo("peercert"));
        }
        server.close();
        await(server.waitClosed());
      });
  }
}
