package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A TLS connection that is cut off, at each byte of what a server sends.
@Timeout(120)
class TlsCutTest {
  private static final String RESPONSE = "all that there is to say";

  // of a handshake not each byte is tried, since each try takes milliseconds; a prime
  private static final int STEP = 13;

  /// A client's view of a connection.
  ///
  /// @param connected true if the handshake was done
  /// @param ended true if the server told the end of its data
  /// @param failure that of the handshake, or else of the connection; null if there was none
  private record Seen(boolean connected, String text, boolean ended, @Nullable Throwable failure) {}

  /// Has a server say [#RESPONSE] and close, over a wire that ends after `count` bytes.
  private static Seen cut(String version, int count) {
    return TestLoop.call(() -> {
      Wire wire = new Wire();
      RecordingProtocol client = new RecordingProtocol();
      RecordingProtocol server = new RecordingProtocol();
      wire.left.setProtocol(client);
      client.connectionMade(wire.left);
      server.connectionMade(wire.right);
      wire.right.cutAfter = count;
      TlsOptions options = TestCertificate.client().withVersions(version);
      Task<@Nullable Throwable> served = createTask(() -> serve(wire, server));

      Throwable failure = catchThrowable(() -> await(TlsLink.start(wire.left, client, options)));
      boolean connected = failure == null;
      if (connected) {
        failure = client.awaitLost();
      }

      wire.right.abort();
      assertThat(await(served) instanceof Error).isFalse();
      return new Seen(connected, client.text(), client.events.contains("eof"), failure);
    });
  }

  private static @Nullable Throwable serve(Wire wire, RecordingProtocol protocol) {
    return catchThrowable(() -> {
      Transport secured = await(TlsLink.start(wire.right, protocol, TestCertificate.server()));
      secured.write(bytes(RESPONSE));
      secured.close();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void failsWhereverItIsCut(String version) {
    int count = 0;
    Seen seen = cut(version, count);
    while (!seen.ended()) {
      assertThat(RESPONSE).as("cut after %d", count).startsWith(seen.text());
      assertThat(seen.failure()).as("cut after %d", count).isInstanceOf(UncheckedIOException.class);
      count += seen.connected() ? 1 : STEP;
      seen = cut(version, count);
    }

    assertThat(seen.text()).isEqualTo(RESPONSE);
    assertThat(seen.failure()).isNull();
  }
}
