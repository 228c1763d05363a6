package jasyncio.internal.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trust in certificates of the program's, and in those that they signed, for as long as they are
/// valid. The JDK looks at the dates of all certificates but the trusted ones, so that it takes a
/// certificate for ever that is trusted itself, and those that an expired authority signed.
///
/// Any thread.
final class TimelyTrust extends X509ExtendedTrustManager {
  private final List<X509Certificate> trusted;
  private volatile @Nullable Valid valid;

  /// @param trusted at least one certificate
  TimelyTrust(List<X509Certificate> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /// Those of the trusted certificates that are valid, and the JDK's check against them.
  private record Valid(List<X509Certificate> certificates, X509ExtendedTrustManager check) {}

  private X509ExtendedTrustManager check() throws CertificateException {
    List<X509Certificate> now = trusted.stream().filter(TimelyTrust::isValid).toList();
    if (now.isEmpty()) {
      trusted.getFirst().checkValidity(); // which throws
    }
    Valid known = valid;
    if (known == null || !known.certificates().equals(now)) {
      known = new Valid(now, checkAgainst(now));
      valid = known;
    }
    return known.check();
  }

  private static boolean isValid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  private static X509ExtendedTrustManager checkAgainst(List<X509Certificate> trusted)
      throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate certificate : trusted) {
        store.setCertificateEntry("trusted" + store.size(), certificate);
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("cannot use the trusted certificates: " + e.getMessage(), e);
    }
  }

  /// The check for a peer with the certificate `chain`, whose first is valid: if that is trusted
  /// itself, the message about its dates says more than that about the trust.
  private X509ExtendedTrustManager check(X509Certificate[] chain) throws CertificateException {
    if (chain.length > 0) {
      chain[0].checkValidity();
    }
    return check();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain).checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain).checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain).checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain).checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain).checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain).checkClientTrusted(chain, type);
  }

  /// The trusted certificates, valid or not: a server names them to its clients.
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trusted.toArray(X509Certificate[]::new);
  }
}
