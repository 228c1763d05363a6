package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.TestCertificate.Years;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The certificates that a side takes from its peer.
@Timeout(60)
class TlsTrustTest {

  private static void handshake(TestCertificate server, TestCertificate trusted) {
    TestLoop.run(() -> {
      TlsOptions client = TlsOptions.client(TestCertificate.context(List.of(), trusted));
      TlsLink link = TlsLink.open(client, TlsOptions.server(server.withKey()));
      link.client().abort();
      link.server().abort();
    });
  }

  private static void assertRefused(TestCertificate server, TestCertificate trusted) {
    assertThatThrownBy(() -> handshake(server, trusted))
        .isInstanceOf(UncheckedIOException.class)
        .hasStackTraceContaining("Certificate");
  }

  @Test
  void trustedCertificateThatIsValidIsTaken() {
    TestCertificate own = TestCertificate.selfSigned("localhost");

    handshake(own, own);
  }

  @Test
  void trustedCertificateThatHasExpiredIsRefused() {
    TestCertificate own = TestCertificate.selfSigned("localhost", Years.PAST);

    assertRefused(own, own);
  }

  @Test
  void trustedCertificateThatIsNotValidYetIsRefused() {
    TestCertificate own = TestCertificate.selfSigned("localhost", Years.FUTURE);

    assertRefused(own, own);
  }

  @Test
  void certificateThatHasExpiredIsRefused() {
    assertRefused(
        TestCertificate.AUTHORITY.issue("localhost", Years.PAST), TestCertificate.AUTHORITY);
  }

  @Test
  void certificateOfAnAuthorityThatHasExpiredIsRefused() {
    TestCertificate authority = TestCertificate.selfSigned("old authority", Years.PAST);

    assertRefused(authority.issue("localhost"), authority);
  }

  @Test
  void certificateOfAnotherAuthorityThatHasNotExpiredIsTaken() {
    TestCertificate expired = TestCertificate.selfSigned("old authority", Years.PAST);

    TestLoop.run(() -> {
      var trust = TestCertificate.context(List.of(), expired, TestCertificate.AUTHORITY);
      TlsLink link = TlsLink.open(TlsOptions.client(trust), TestCertificate.server());
      assertThat(link.client().getExtraInfo(ExtraInfo.PEERCERT))
          .isEqualTo(TestCertificate.LOCALHOST.certificate());
    });
  }

  @Test
  void trustedCertificateForAnotherNameIsRefused() {
    TestCertificate own = TestCertificate.selfSigned("elsewhere");

    assertRefused(own, own);
  }
}
