package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.ConnectOptions;
import jasyncio.ServerOptions;
import jasyncio.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String PASSWORD = "password";

  // of the host "server", and trusted
  private static SSLContext context;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String arguments =
        "-genkeypair -alias server -keyalg EC -dname CN=server -ext san=dns:server"
            + " -storetype PKCS12 -storepass %s -keystore %s".formatted(PASSWORD, file);
    var command = (keytool + " " + arguments).split(" ", -1);
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    context = read(file);
  }

  private static SSLContext read(Path file) throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance("PKCS12");
    try (var stream = Files.newInputStream(file)) {
      keys.load(stream, PASSWORD.toCharArray());
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  @AsyncTest(seeds = 10)
  void connectionsAreEncrypted(Network network) {
    var listening =
        startServer(
            (reader, writer) -> {
              writer.write(await(reader.readLine()));
              writer.close();
              await(writer.waitClosed());
            },
            null,
            443,
            ServerOptions.DEFAULTS.withTls(TlsOptions.server(context)));
    var server = await(network.host("server").run(listening));

    var options = ConnectOptions.DEFAULTS.withTls(TlsOptions.client(context));
    try (var connection = await(openConnection("server", 443, options))) {
      connection.writer().write("hello\n");
      assertThat(await(connection.reader().readLine())).asString().isEqualTo("hello\n");
    }

    server.close();
    await(server.waitClosed());
  }
}
