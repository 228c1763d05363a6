package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jasyncio.examples.Program.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;

/// The programs of the cookbook that need a peer, a signal or arguments do what they say, on both
/// engines. Those that stand alone are run by [PagesTest].
class CookbookIT {

  /// A site of twenty pages, which counts how many requests it serves at a time.
  private static final class Site implements AutoCloseable {
    private static final int PAGES = 20;

    private final HttpServer server;
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Site() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      most.accumulateAndGet(present.incrementAndGet(), Math::max);
      int page = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
      var links = link(page * 2) + link(page * 2 + 1) + "<a href=\"http://other.invalid/\">";
      var bytes = links.getBytes(StandardCharsets.US_ASCII);
      present.decrementAndGet();
      exchange.sendResponseHeaders(page <= PAGES ? 200 : 404, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    private static String link(int page) {
      return "<a href=\"/%d\">".formatted(Math.min(page, PAGES));
    }

    String address(int page) {
      return "http://127.0.0.1:%d/%d".formatted(server.getAddress().getPort(), page);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @OnBothEngines
  void theCrawlerFindsEveryPageOnceAndKeepsItsLimit(String engine) throws Exception {
    try (var site = new Site();
        var crawler = Program.jasyncio(engine, "cookbook/Crawler.java", site.address(1))) {
      var ended = crawler.end();

      assertThat(ended.errors()).isEmpty();
      assertThat(ended.output().lines()).hasSize(Site.PAGES + 1).endsWith("20 pages");
      assertThat(ended.output().lines().distinct()).hasSize(Site.PAGES + 1);
      assertThat(site.most.get()).isBetween(1, 4);
    }
  }

  @OnBothEngines
  void periodicWorkOutlivesAFailedRunAndStopsAtCtrlC(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "cookbook/PeriodicWork.java")) {
      program.await("^run 1$");
      program.await("^failed: run 2 cannot reach its database$");
      program.await("^run 3$");
      program.pressCtrlC();

      assertThat(program.end().output()).endsWith("stopped\n");
    }
  }

  @OnBothEngines
  void theTlsServiceTakesANewCertificateForNewClients(String engine, @TempDir Path folder)
      throws Exception {
    assumeTrue(Program.exists("openssl"), "openssl is not on this machine");
    var first = makeCertificate(folder);
    var files = List.of(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    try (var server =
        Program.jasyncio(engine, "cookbook/TlsReload.java", 0, files.get(0), files.get(1))) {
      int port = server.awaitPort();
      try (var early = connect(port, first)) {
        assertThat(ask(early, "Ada")).isEqualTo("hello Ada");

        var second = makeCertificate(folder);
        server.signal("HUP");
        server.await("^certificate read$");

        try (var late = connect(port, second)) {
          assertThat(ask(late, "Grace")).isEqualTo("hello Grace");
          assertThat(late.getSession().getPeerCertificates()).containsExactly(second);
        }
        assertThat(ask(early, "Mary")).isEqualTo("hello Mary");
      }

      Files.writeString(files.get(0), "no certificate");
      server.signal("HUP");
      server.await("^keeps the old certificate: ");
      server.pressCtrlC();
      assertThat(server.end()).extracting(Ended::output).isEqualTo("stopped\n");
    }
  }

  private static Certificate makeCertificate(Path folder) throws Exception {
    var words =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500"
            + " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
            + " -out cert.pem -keyout key.pem";
    var openssl = new ProcessBuilder(words.split(" ")).directory(folder.toFile()).start();
    assertThat(openssl.waitFor()).isZero();
    try (var file = Files.newInputStream(folder.resolve("cert.pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  private static SSLSocket connect(int port, Certificate trusted) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", trusted);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return (SSLSocket)
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  private static String ask(SSLSocket server, String line) {
    try {
      server.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      var reply = new StringBuilder();
      for (int c; (c = server.getInputStream().read()) != '\n'; ) {
        reply.append((char) c);
      }
      return reply.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
