package jasyncio.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TrustTest {
  private static final String KEY = "0123456789abcdef";

  /// What a member sends to a peer that answers, after both have shown what they know.
  private static int exchange(SSLContext server, SSLContext client) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (var listening =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, here)) {
      listening.setNeedClientAuth(true);
      var heard =
          CompletableFuture.supplyAsync(() -> {
            try (var accepted = listening.accept()) {
              int first = accepted.getInputStream().read();
              accepted.getOutputStream().write(first + 1);
              return first;
            } catch (IOException e) {
              return -1;
            }
          });
      try (var socket =
          (SSLSocket) client.getSocketFactory().createSocket(here, listening.getLocalPort())) {
        socket.getOutputStream().write(1);
        int answer = socket.getInputStream().read();
        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(answer - 1);
        return answer;
      }
    }
  }

  @Test
  void thoseThatShareAKeyUnderstandEachOther() throws Exception {
    assertThat(exchange(Trust.context("c", KEY), Trust.context("c", KEY))).isEqualTo(2);
  }

  @Test
  void anotherKeyIsRefusedByEitherSide() {
    assertThatThrownBy(
            () -> exchange(Trust.context("c", KEY), Trust.context("c", "fedcba9876543210")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theSameKeyForAnotherClusterIsRefused() {
    assertThatThrownBy(() -> exchange(Trust.context("c", KEY), Trust.context("d", KEY)))
        .isInstanceOf(IOException.class);
  }
}
