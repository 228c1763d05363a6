package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.startServer;

import jasyncio.ConnectOptions;
import jasyncio.Coroutine;
import jasyncio.FileRange;
import jasyncio.Future;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import jasyncio.TlsOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;

/// A transfer of a GiB from one end of a connection to the other, in one process on one loop, three
/// times each: by `sendfile`, and, with `CERTIFICATE KEY`, two PEM files, by streams and by
/// `sendfile` over TLS. Prints MiB a second; fails if the received bytes differ from those sent.
public final class Volume {
  private static final String HOST = "127.0.0.1";
  private static final long SIZE = 1L << 30;
  private static final int CHUNK = 256 * 1024;

  private final byte[] chunk = new byte[CHUNK];
  private final ServerOptions server;
  private final ConnectOptions client;

  /// Sends `SIZE` bytes.
  private interface Sender {
    void send(StreamWriter writer);
  }

  private Volume(ServerOptions server, ConnectOptions client) {
    this.server = server;
    this.client = client;
    new Random(1).nextBytes(chunk);
  }

  /// Measures; see the description of the class.
  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("jasyncio-volume", null);
    try {
      var plain = new Volume(ServerOptions.DEFAULTS, ConnectOptions.DEFAULTS);
      plain.writeTo(file);
      plain.measure("sendfile", writer -> sendFile(writer, file));
      if (args.length == 2) {
        Path certificate = Path.of(args[0]);
        var tls =
            new Volume(
                ServerOptions.DEFAULTS.withTls(
                    TlsOptions.serverFromPem(certificate, Path.of(args[1]))),
                ConnectOptions.DEFAULTS.withTls(TlsOptions.clientTrusting(certificate)));
        tls.measure("streams over TLS", tls::sendChunks);
        tls.measure("sendfile over TLS", writer -> sendFile(writer, file));
      }
    } finally {
      Files.delete(file);
    }
  }

  private void writeTo(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = SIZE; left > 0; left -= CHUNK) {
        out.write(chunk);
      }
    }
  }

  private void measure(String what, Sender sender) {
    for (int i = 0; i < 3; i++) {
      run(() -> transfer(what, sender));
    }
  }

  private void transfer(String what, Sender sender) {
    Future<Long> checksum = getRunningLoop().createFuture();
    Coroutine<Server> listen =
        startServer(
            (reader, writer) -> {
              checksum.setResult(checksumOf(reader));
              writer.close();
            },
            HOST,
            0,
            server);
    try (var listening = await(listen)) {
      int port = ((InetSocketAddress) listening.sockets().getFirst()).getPort();
      try (var connection = await(openConnection(HOST, port, client))) {
        long began = System.nanoTime();
        sender.send(connection.writer());
        if (connection.writer().canWriteEof()) {
          connection.writer().writeEof();
        } else {
          connection.writer().close();
        }
        if (await(checksum) != expected()) {
          throw new IllegalStateException(what + ": what came is not what was sent");
        }
        System.out.printf(
            "%s\t%.0f MiB/s%n", what, SIZE / 1048576.0 / ((System.nanoTime() - began) / 1e9));
      }
    }
  }

  private static long checksumOf(StreamReader reader) {
    var crc = new CRC32C();
    for (byte[] data = await(reader.read(CHUNK)); data.length > 0; ) {
      crc.update(data);
      data = await(reader.read(CHUNK));
    }
    return crc.getValue();
  }

  private long expected() {
    var crc = new CRC32C();
    for (long left = SIZE; left > 0; left -= CHUNK) {
      crc.update(chunk);
    }
    return crc.getValue();
  }

  private void sendChunks(StreamWriter writer) {
    for (long left = SIZE; left > 0; left -= CHUNK) {
      writer.write(chunk.clone());
      await(writer.drain());
    }
  }

  private static void sendFile(StreamWriter writer, Path file) {
    long sent = await(getRunningLoop().sendfile(writer.transport(), FileRange.of(file, 0, SIZE)));
    if (sent != SIZE) {
      throw new IllegalStateException("sent " + sent + " of " + SIZE);
    }
  }
}
