package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Peer.letTheLoopPoll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that begin handshakes and do not end them.
@Timeout(60)
class HandshakeFloodTest {
  // a pool of one thread, which does nothing before a permit is there
  private final Semaphore permits = new Semaphore(0);
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
        @Override
        protected void beforeExecute(Thread thread, Runnable job) {
          permits.acquireUninterruptibly();
        }
      };

  private final List<Peer> peers = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    permits.release(1_000);
    pool.shutdownNow();
    for (Peer peer : peers) {
      peer.close();
    }
  }

  private static Server serve(ServerOptions options) {
    return await(getRunningLoop().createServer(RecordingProtocol::new, Peer.LOOPBACK, 0, options));
  }

  private static Connected<Transport, RecordingProtocol> tlsClient(Server server) {
    return await(
        getRunningLoop()
            .createConnection(
                RecordingProtocol::new,
                Peer.LOOPBACK,
                Peer.port(server),
                ConnectOptions.DEFAULTS.withTls(TestCertificate.client())));
  }

  private Peer connect(Server server) throws IOException {
    Peer peer = Peer.connect(server);
    peers.add(peer);
    return peer;
  }

  /// The first message of a client.
  private static byte[] hello() throws SSLException {
    SSLEngine engine = TestCertificate.client().context().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), message);
    byte[] hello = new byte[message.flip().remaining()];
    message.get(hello);
    return hello;
  }

  private void awaitQueued(int count) {
    while (pool.getQueue().size() != count) {
      await(sleep(millis(1)));
    }
  }

  @Test
  void leavesNoWorkForClientsThatHaveGone() {
    TestLoop.runInRealTime(() -> {
      TlsOptions tls = TestCertificate.server().withTaskExecutor(pool);
      try (var server = serve(ServerOptions.DEFAULTS.withTls(tls))) {
        byte[] hello = hello();
        for (int i = 0; i < 20; i++) {
          connect(server).send(hello);
        }
        awaitQueued(19); // one has the thread

        for (int i = 0; i < 10; i++) {
          peers.get(2 * i).close();
          peers.get(2 * i + 1).reset();
        }

        awaitQueued(0);
        assertThat(pool.getCompletedTaskCount()).isZero();
      }
    });
  }

  @Test
  void makesWayForNewClients() {
    TestLoop.runInRealTime(() -> {
      ServerOptions options =
          ServerOptions.DEFAULTS.withTls(TestCertificate.server()).withMaxHandshakes(2);
      try (var log = new CapturedLog();
          var server = serve(options)) {
        Peer oldest = connect(server);
        Peer older = connect(server);
        letTheLoopPoll();

        var client = tlsClient(server);

        assertThat(oldest.socket.getInputStream().read()).isEqualTo(-1);
        assertThat(log.records())
            .singleElement()
            .satisfies(record -> {
              assertThat(record.getLevel()).isEqualTo(Level.WARNING);
              assertThat(record.getMessage())
                  .startsWith("more than 2 TLS handshakes in progress")
                  .contains("withMaxHandshakes()");
            });
        older.send("no TLS");
        client.transport().close();
        assertThat(client.protocol().awaitLost()).isNull();
      }
    });
  }

  @Test
  void doesNotCountClientsWhoseHandshakeIsDone() {
    TestLoop.runInRealTime(() -> {
      ServerOptions options =
          ServerOptions.DEFAULTS.withTls(TestCertificate.server()).withMaxHandshakes(1);
      try (var server = serve(options)) {
        List<Transport> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          var client = tlsClient(server);
          clients.add(client.transport());
        }

        letTheLoopPoll();
        assertThat(clients).noneMatch(Transport::isClosing);
        clients.forEach(Transport::abort);
      }
    });
  }

  @Test
  void serverTellsWhenItHasAsManyConnectionsAsItMay() {
    TestLoop.run(() -> {
      try (var log = new CapturedLog();
          var server = serve(ServerOptions.DEFAULTS.withMaxConnections(1))) {
        connect(server);
        connect(server);
        letTheLoopPoll();

        assertThat(log.records())
            .extracting(LogRecord::getMessage)
            .singleElement()
            .asString()
            .contains("has as many connections as it may", "withMaxConnections()");
        server.abortClients();
      }
    });
  }

  @Test
  void connectionsLeaveSomeDescriptorsForOtherUsesByDefault() {
    assertThat(ServerOptions.DEFAULTS.maxConnections()).isPositive().isLessThan(1 << 30);
    assertThat(ServerOptions.DEFAULTS.maxHandshakes()).isBetween(64, 4096);
  }
}
