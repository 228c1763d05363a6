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

  // Of a handshake not each byte is tried, since each try takes milliseconds.
  private static final int STEP = 97;

  // a signature is not always of the same length
  private static final int VARIATION = 8;

  // the bytes that the server has sent before its response
  private int responseAt;

  /// A client's view of a connection.
  ///
  /// @param ended true if the server told the end of its data
  /// @param failure that of the handshake, or else of the connection; null if there was none
  private record Seen(String text, boolean ended, @Nullable Throwable failure) {}

  /// Has a server say [#RESPONSE] and close, over a wire that ends after `count` bytes.
  private Seen cut(String version, int count) {
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
      if (failure == null) {
        failure = client.awaitLost();
      }

      wire.right.abort();
      assertThat(await(served) instanceof Error).isFalse();
      return new Seen(client.text(), client.events.contains("eof"), failure);
    });
  }

  private @Nullable Throwable serve(Wire wire, RecordingProtocol protocol) {
    return catchThrowable(() -> {
      Transport secured = await(TlsLink.start(wire.right, protocol, TestCertificate.server()));
      responseAt = wire.right.sent;
      secured.write(bytes(RESPONSE));
      secured.close();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void failsWhereverItIsCut(String version) {
    cut(version, Integer.MAX_VALUE); // nowhere
    int response = responseAt - VARIATION;
    int count = 0;
    Seen seen = cut(version, count);
    while (!seen.ended()) {
      assertThat(RESPONSE).as("cut after %d", count).startsWith(seen.text());
      assertThat(seen.failure()).as("cut after %d", count).isInstanceOf(UncheckedIOException.class);
      count = count < response ? Math.min(count + STEP, response) : count + 1;
      seen = cut(version, count);
    }

    assertThat(seen.text()).isEqualTo(RESPONSE);
    assertThat(seen.failure()).isNull();
  }
}
