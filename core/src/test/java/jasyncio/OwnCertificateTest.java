package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Bytes.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The certificates and keys that a side shows to its peer.
@Timeout(60)
class OwnCertificateTest {
  private static final TestCertificate AUTHORITY = TestCertificate.AUTHORITY;

  private static X509Certificate shown(String name, TlsOptions client, TestCertificate... own) {
    return TestLoop.call(() -> {
      var certificates = Stream.of(own).map(TestCertificate::withKey);
      TlsLink link =
          TlsLink.open(
              client.withServerHostname(name),
              TlsOptions.server(certificates.toArray(TlsCertificate[]::new)));
      return requireNonNull(link.client().getExtraInfo(ExtraInfo.PEERCERT));
    });
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, TLSv1.3",
    "b.example, TLSv1.3",
    "a.example, TLSv1.2",
    "b.example, TLSv1.2"
  })
  void isTheOneForTheNameOfTheKindsOfBothKeys(String name, String version) {
    TestCertificate elliptic = AUTHORITY.issue("a.example");
    TestCertificate rsa = AUTHORITY.issueRsa("b.example");

    X509Certificate shown =
        shown(name, TestCertificate.client().withVersions(version), elliptic, rsa);

    assertThat(shown).isEqualTo((name.equals("a.example") ? elliptic : rsa).certificate());
  }

  @Test
  void isTheOneWithAWildcardForAName() {
    TestCertificate other = AUTHORITY.issue("other.example");
    TestCertificate wildcard = AUTHORITY.issue("*.example.org");

    assertThat(shown("www.Example.org", TestCertificate.client(), other, wildcard))
        .isEqualTo(wildcard.certificate());
  }

  @Test
  void isTheFirstForAnUnknownName() {
    TestCertificate first = AUTHORITY.issue("first.example");
    TestCertificate second = AUTHORITY.issue("second.example");

    TlsOptions careless = TestCertificate.client().withCheckHostname(false);
    assertThat(shown("unknown.example", careless, first, second)).isEqualTo(first.certificate());
  }

  @Test
  void isTheOneOfAClientThatTheServersAuthorityIssued() {
    TestCertificate stranger = TestCertificate.selfSigned("stranger");
    TestCertificate known = AUTHORITY.issue("known");

    TestLoop.run(() -> {
      var client = TestCertificate.context(List.of(stranger, known), AUTHORITY);
      var server = TestCertificate.context(List.of(TestCertificate.LOCALHOST), AUTHORITY);

      TlsLink link =
          TlsLink.open(
              TlsOptions.client(client).withVersions("TLSv1.2"),
              TlsOptions.server(server).withClientAuth(TlsOptions.ClientAuth.REQUIRED));

      assertThat(link.server().getExtraInfo(ExtraInfo.PEERCERT)).isEqualTo(known.certificate());
    });
  }

  /// A key that has no encoded form, as those in hardware; every store of keys would refuse it.
  private static final class OpaqueKey implements PrivateKey {
    private static final long serialVersionUID = 1;

    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }
  }

  @Test
  void keyIsTakenAsItIs() {
    var certificate =
        new TlsCertificate(List.of(TestCertificate.LOCALHOST.certificate()), new OpaqueKey());

    assertThat(TlsOptions.server(certificate).server()).isTrue();
  }

  // Sessions

  /// Trusts all, and counts how often it was asked.
  private static final class CountingTrust extends X509ExtendedTrustManager {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      asked.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError();
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

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void isNotShownToAClientThatComesBack(String version) throws GeneralSecurityException {
    CountingTrust trust = new CountingTrust();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    ConnectOptions options =
        ConnectOptions.DEFAULTS.withTls(TlsOptions.client(context).withVersions(version));

    TestLoop.runInRealTime(() -> {
      try (var server = echo()) {
        ask(server, options);
        ask(server, options);
      }
    });

    assertThat(trust.asked).hasValue(1);
  }

  private static Server echo() {
    ServerOptions options = ServerOptions.DEFAULTS.withTls(TestCertificate.server());
    return await(
        startServer(
            (reader, writer) -> {
              writer.write(await(reader.read(10)));
              writer.close();
              await(writer.waitClosed());
            },
            Peer.LOOPBACK,
            0,
            options));
  }

  private static void ask(Server server, ConnectOptions options) throws Exception {
    var connection = await(openConnection("localhost", Peer.port(server), options));
    connection.writer().write(bytes("hello"));
    assertThat(await(connection.reader().read())).asString().isEqualTo("hello");
    connection.writer().close();
    await(connection.writer().waitClosed());
  }

  @Test
  void sessionsThatAreKeptAreBounded() {
    SSLContext context = TestCertificate.server().context();

    assertThat(context.getServerSessionContext().getSessionCacheSize()).isEqualTo(1024);
    assertThat(context.getClientSessionContext().getSessionCacheSize()).isEqualTo(1024);
  }
}
