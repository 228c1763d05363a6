package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reports that the peers of a server can cause, as often as they like.
@Timeout(60)
class PeerReportTest {

  /// Reads all that a client sends, as frames of four bytes.
  private static void readFrames(StreamReader reader, StreamWriter writer) {
    while (true) {
      await(reader.readExactly(4));
    }
  }

  private static void fail(StreamReader reader, StreamWriter writer) {
    throw new IllegalStateException("bug");
  }

  /// Has `clients` connect over TLS and leave without `close_notify`, one after the other.
  private static List<LogRecord> logOf(int clients, ClientConnected handler, byte[] sent) {
    try (var log = new CapturedLog()) {
      run(() -> {
        var ended = new AtomicInteger();
        ClientConnected counting =
            (reader, writer) -> {
              try {
                handler.serve(reader, writer);
              } finally {
                ended.incrementAndGet();
              }
            };
        ServerOptions options = ServerOptions.DEFAULTS.withTls(TestCertificate.server());
        try (var server = await(startServer(counting, Peer.LOOPBACK, 0, options))) {
          for (int i = 0; i < clients; i++) {
            visit(server, sent);
          }
          while (ended.get() < clients) {
            await(sleep(Asyncio.millis(1)));
          }
          server.close();
          await(server.waitClosed());
        }
      });
      return new ArrayList<>(log.records());
    }
  }

  private static void visit(Server server, byte[] sent) {
    ConnectOptions options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());
    var client = await(Asyncio.openConnection("localhost", Peer.port(server), options));
    client.writer().write(sent);
    await(client.writer().drain());
    client.writer().transport().abort();
  }

  @Test
  void areOneLineEachWithoutAStack() {
    List<LogRecord> log = logOf(1, PeerReportTest::readFrames, bytes("frame"));

    assertThat(log)
        .singleElement()
        .satisfies(record -> {
          assertThat(record.getLevel()).isEqualTo(Level.INFO);
          assertThat(record.getThrown()).isNull();
          assertThat(record.getMessage())
              .startsWith("Unhandled exception in client_connected_cb")
              .hasLineCount(1);
        });
  }

  @Test
  void ofManyClientsAreBounded() {
    List<LogRecord> log = logOf(100, PeerReportTest::readFrames, bytes("frame"));

    assertThat(log).hasSizeLessThan(60);
    assertThat(log.getLast().getMessage()).contains("more reports left out: ");
    assertThat(log)
        .extracting(record -> record.getMessage().length())
        .allMatch(length -> length < 300);
  }

  @Test
  void ofFailuresOfAHandlerAreBoundedToo() {
    List<LogRecord> log = logOf(100, PeerReportTest::fail, bytes(""));

    assertThat(log).hasSizeLessThan(60);
    assertThat(log.getFirst().getThrown()).hasMessage("bug");
    assertThat(log.getLast().getMessage()).contains("more reports left out: ");
  }

  private static void failInCallbacks(int count) {
    for (int i = 0; i < count; i++) {
      Asyncio.getRunningLoop()
          .callExceptionHandler(
              ExceptionContext.of("failed", new IllegalStateException("no. " + i)));
    }
  }

  @Test
  void leftOutAreCountedWhenTheTimeIsOver() {
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      test.loop.setExceptionHandler(null);
      test.complete(
          Coroutine.of(() -> {
            failInCallbacks(50);
            await(sleep(seconds(11)));

            assertThat(log.records()).hasSize(21);
            assertThat(log.records().getLast().getMessage())
                .isEqualTo("30 more reports left out: failed: IllegalStateException");
          }));
    }
  }

  @Test
  void areLoggedAgainAfterAnotherSpan() {
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      test.loop.setExceptionHandler(null);
      test.complete(
          Coroutine.of(() -> {
            for (int i = 0; i < 3; i++) {
              failInCallbacks(20);
              await(sleep(seconds(11)));
            }
          }));

      assertThat(log.records()).hasSize(60);
    }
  }

  @Test
  void reachTheProgramsOwnHandlerWithTheirCause() {
    List<ExceptionContext> reports = new ArrayList<>();
    run(() -> {
      Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
      ServerOptions options = ServerOptions.DEFAULTS.withTls(TestCertificate.server());
      try (var server = await(startServer(PeerReportTest::readFrames, Peer.LOOPBACK, 0, options))) {
        visit(server, bytes("frame"));
        while (reports.isEmpty()) {
          await(sleep(Asyncio.millis(1)));
        }
      }
    });

    assertThat(reports).singleElement().matches(ExceptionContext::causedByPeer);
  }
}
