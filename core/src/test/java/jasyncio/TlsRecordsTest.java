package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS records in a stream of bytes that is cut in any way.
@Timeout(60)
class TlsRecordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void arriveByteByByte(String version) {
    TestLoop.run(() -> {
      var wire = new Wire();
      wire.pieces = _ -> 1;
      var link =
          TlsLink.open(
              wire, TestCertificate.client().withVersions(version), TestCertificate.server());

      link.client().write(bytes("ping"));
      link.serverProtocol().awaitText("ping");
      link.server().write(bytes("pong"));
      link.clientProtocol().awaitText("pong");
      link.client().close();

      assertThat(link.serverProtocol().awaitLost()).isNull();
      assertThat(link.clientProtocol().awaitLost()).isNull();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshakeArrivesInPiecesOfAnySize(String version) {
    for (int size : new int[] {2, 3, 4, 5, 6, 7, 11, 31, 64, 100, 257, 500, 1000, 1023}) {
      TestLoop.run(() -> {
        var wire = new Wire();
        wire.pieces = _ -> size;
        var link =
            TlsLink.open(
                wire, TestCertificate.client().withVersions(version), TestCertificate.server());
        link.client().write(bytes("ping"));
        link.serverProtocol().awaitText("ping");
        link.client().abort();
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void mayBeCutAtEveryPosition(String version) {
    TestLoop.run(() -> {
      var link = TlsLink.open(version);
      var received = link.serverProtocol().received;
      var cut = new AtomicInteger();
      // the first piece ends at the cut, the second takes the rest
      link.wire().pieces = coming -> cut.getAndSet(Integer.MAX_VALUE);
      int length = 2;
      for (int position = 1; position < length; position++) {
        received.reset();
        cut.set(position);
        int before = link.wire().left.sent;
        link.client().writeLines(Arrays.asList(bytes("one "), bytes("record")));
        length = link.wire().left.sent - before;
        link.serverProtocol().awaitText("one record");
      }
      assertThat(length).isGreaterThan(30);
      link.client().abort();
    });
  }

  @Test
  void recordsOfAllLengthsKeepTheirBytes() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      var random = new Random(3);
      link.wire().pieces = coming -> 1 + random.nextInt(coming);
      byte[] data = new byte[300_000];
      random.nextBytes(data);

      for (int start = 0; start < data.length; ) {
        int end = Math.min(data.length, start + 1 + random.nextInt(40_000));
        link.client().write(Arrays.copyOfRange(data, start, end));
        start = end;
      }

      link.serverProtocol().await(p -> p.received.size() == data.length);
      assertThat(link.serverProtocol().received.toByteArray()).isEqualTo(data);
      link.client().abort();
    });
  }

  @Test
  void holdManySmallWrites() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      int before = link.wire().left.sent;

      link.client().writeLines(Arrays.asList(bytes("a"), bytes("b"), bytes("c")));

      assertThat(link.wire().left.sent - before).isLessThan(60); // one record
      link.serverProtocol().awaitText("abc");
      link.client().abort();
    });
  }

  @Test
  @Mirrors({
    "test_ssl.TestSSL.test_start_tls_client_corrupted_ssl",
    "test_sslproto.BaseStartTLS.test_start_tls_client_corrupted_ssl"
  })
  void garbageBreaksTheConnectionAfterTheRecordsBeforeIt() {
    TestLoop.run(() -> {
      var link = TlsLink.open();
      link.client().write(bytes("good"));
      link.wire().right.inject(bytes("no record at all, but enough bytes to look like one"));

      assertThat(link.serverProtocol().awaitLost()).hasCauseInstanceOf(SSLException.class);
      assertThat(link.serverProtocol().text()).isEqualTo("good");
      assertThat(link.clientProtocol().awaitLost()).hasCauseInstanceOf(SSLException.class);
    });
  }

  @Test
  void mayChangeTheKeysAgainAndAgainAmongData() {
    TestLoop.run(() -> {
      var peer = RawTlsPeer.open();
      for (int i = 0; i < 100; i++) {
        peer.changeKeys();
        int answered = peer.wire.right.sent;
        while (peer.wire.right.sent == answered || peer.wire.left.pending() > 0) {
          await(sleep(Duration.ZERO));
        }
        peer.send(bytes("x"));
        peer.server.await(p -> p.events.getLast().equals("data"));
        peer.server.events.clear();
        peer.server.events.add("made");
      }
      peer.wire.left.abort();
      peer.server.awaitLost();
    });
  }

  @Test
  void mayNotAskForNewKeysWithoutTakingTheAnswers() {
    TestLoop.run(() -> {
      var peer = RawTlsPeer.open();
      peer.wire.left.pauseReading();
      for (int i = 0; i < 1000; i++) {
        peer.changeKeys();
        peer.send(bytes("x"));
      }

      assertThat(peer.server.awaitLost()).hasCauseInstanceOf(SSLException.class);
      assertThat(peer.server.received.size()).isLessThan(1000);
    });
  }

  @Test
  @Mirrors("test_sslproto.BaseStartTLS.test_buf_feed_data")
  void goIntoBuffersOfAnySize() {
    for (int size : new int[] {1, 2, 4, 100, 20_000, 100_000}) {
      TestLoop.run(() -> {
        var link = TlsLink.open();
        var buffered = new Buffered(size);
        link.server().setProtocol(buffered);
        link.client().write(bytes("12345"));
        while (buffered.text.length() < 5) {
          await(sleep(Duration.ZERO));
        }

        assertThat(buffered.text.toString()).isEqualTo("12345");
        assertThat(buffered.largest).isEqualTo(Math.min(size, 5));
        link.client().abort();
        link.server().abort();
      });
    }
  }

  @Test
  @Mirrors("test_sslproto.BaseStartTLS.test_buf_feed_data")
  void doNotGoIntoABufferWithoutRoom() {
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            var link = TlsLink.open();
            var buffered = new Buffered(0);
            link.server().setProtocol(buffered);
            link.client().write(bytes("12345"));
            while (buffered.cause == null) {
              await(sleep(Duration.ZERO));
            }

            assertThat(buffered.cause).isInstanceOf(IllegalStateException.class);
            link.clientProtocol().awaitLost();
          }));
      assertThat(test.takeReports()).hasSize(1);
    }
  }

  /// A protocol with a buffer of a given size.
  private static final class Buffered implements BufferedProtocol {
    final StringBuilder text = new StringBuilder();
    private final ByteBuffer buffer;
    @Nullable Throwable cause;
    int largest;

    Buffered(int size) {
      buffer = ByteBuffer.allocate(size);
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      largest = Math.max(largest, count);
      text.append(new String(buffer.array(), 0, count, StandardCharsets.UTF_8));
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      this.cause = cause;
    }
  }
}
