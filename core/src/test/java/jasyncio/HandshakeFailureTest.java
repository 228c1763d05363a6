package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Code of the program's that throws in the midst of a TLS handshake, whose limit is a minute.
@Timeout(50)
class HandshakeFailureTest {

  /// A client's trust manager that throws in place of an answer.
  private static final class Broken extends X509ExtendedTrustManager {
    private final Runnable check;

    Broken(Runnable check) {
      this.check = check;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      check.run();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      check.run();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      check.run();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static TlsOptions clientThat(Runnable check) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Broken(check)}, null);
    return TlsOptions.client(context);
  }

  /// The failure of a client's connection; both sides are gone when it is known.
  private static Throwable failureOf(TlsOptions client, TlsOptions server) {
    EventLoop loop = getRunningLoop();
    Supplier<Protocol> factory = RecordingProtocol::new;
    ServerOptions serving = ServerOptions.DEFAULTS.withTls(server);
    Server listening = await(loop.createServer(factory, Peer.LOOPBACK, 0, serving));
    ConnectOptions connecting = ConnectOptions.DEFAULTS.withTls(client);
    Throwable failure =
        catchThrowable(() ->
            await(loop.createConnection(factory, "localhost", Peer.port(listening), connecting)));
    listening.close();
    await(listening.waitClosed());
    return failure;
  }

  @Test
  void anExceptionOfATrustManagerIsTheCause() {
    TestLoop.runInRealTime(() -> {
      var bug = new IllegalStateException("bug");
      TlsOptions client =
          clientThat(() -> {
            throw bug;
          });

      assertThat(failureOf(client, TestCertificate.server()))
          .hasCauseInstanceOf(SSLException.class)
          .hasStackTraceContaining("bug");
    });
  }

  @Test
  void anErrorOfATrustManagerIsTheFailure() {
    TestLoop.runInRealTime(() -> {
      TlsOptions client =
          clientThat(() -> {
            throw new AssertionError("bug");
          });

      assertThat(failureOf(client, TestCertificate.server()))
          .isInstanceOf(AssertionError.class)
          .hasMessage("bug");
    });
  }

  @Test
  void anExecutorOfAClientThatRefusesTheTasksEndsTheConnection() {
    TestLoop.runInRealTime(() -> {
      TlsOptions client =
          TestCertificate.client()
              .withTaskExecutor(_ -> {
                throw new RejectedExecutionException("full");
              });

      assertThat(failureOf(client, TestCertificate.server())).hasMessage("full");
    });
  }

  @Test
  void anExecutorOfAServerThatThrowsEndsTheConnection() {
    TestLoop.runInRealTime(() -> {
      TlsOptions server =
          TestCertificate.server()
              .withTaskExecutor(_ -> {
                throw new IllegalStateException("bug");
              });

      assertThat(failureOf(TestCertificate.client(), server)).isInstanceOf(Exception.class);
    });
  }
}
