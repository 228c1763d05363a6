// Sends a gibibyte over TLS to itself, and compares the checksums of what was sent and received.
//
//     TlsGibibyte.java CERTIFICATE KEY

import jasyncio.*;
import java.util.zip.CRC32C;
import static jasyncio.Asyncio.*;

static final long TOTAL = 1L << 30;

Future<String> received;

void receive(StreamReader reader, StreamWriter writer) {
  var checksum = new CRC32C();
  long total = 0;
  byte[] data;
  while ((data = await(reader.read(1 << 20))).length > 0) {
    checksum.update(data);
    total += data.length;
  }
  writer.close();
  received.setResult("%d bytes, checksum %x".formatted(total, checksum.getValue()));
}

String send(StreamWriter writer) {
  var checksum = new CRC32C();
  byte[] data = new byte[256 * 1024];
  new Random(1).nextBytes(data);
  for (long sent = 0; sent < TOTAL; sent += data.length) {
    checksum.update(data);
    writer.write(ByteBuffer.wrap(data));
    await(writer.drain());
  }
  writer.close();
  await(writer.waitClosed());
  return "%d bytes, checksum %x".formatted(TOTAL, checksum.getValue());
}

void main(String... args) {
  run(() -> {
    received = getRunningLoop().createFuture();
    var certificate = Path.of(args[0]);
    var serving = ServerOptions.DEFAULTS.withTls(TlsOptions.serverFromPem(certificate, Path.of(args[1])));
    var server = await(startServer(this::receive, "127.0.0.1", 0, serving));
    int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
    var connecting = ConnectOptions.DEFAULTS.withTls(TlsOptions.clientTrusting(certificate));
    long start = System.nanoTime();
    var sent = send(await(openConnection("localhost", port, connecting)).writer());
    double seconds = (System.nanoTime() - start) / 1e9;
    IO.println("sent      " + sent);
    IO.println("received  " + await(received));
    System.err.printf("%.1f s, %.0f MB/s%n", seconds, TOTAL / 1e6 / seconds);
    server.close();
  });
}
