package jasyncio.internal.tls;

import jasyncio.TlsCertificate;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// SSL contexts, the JDK's containers for keys and trust. Any thread.
public final class Contexts {
  // The sessions that a side keeps for clients that come back. The JDK's default is 20,480, at some
  // KiB each; servers need few, since the clients of TLS 1.3 keep the state in tickets.
  private static final int SESSIONS = 1024;

  private Contexts() {}

  /// The context that trusts the certificates that the JDK trusts.
  public static SSLContext standard() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /// A context that shows one of `own`, or none if that is empty, and trusts `trusted`, or the
  /// certificates that the JDK trusts if that is empty.
  public static SSLContext of(List<TlsCertificate> own, List<X509Certificate> trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(own), trustManagers(trusted), null);
      context.getServerSessionContext().setSessionCacheSize(SESSIONS);
      context.getClientSessionContext().setSessionCacheSize(SESSIONS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use the certificates: " + e.getMessage(), e);
    }
  }

  private static KeyManager @Nullable [] keyManagers(List<TlsCertificate> own) {
    return own.isEmpty() ? null : new KeyManager[] {new OwnCertificates(own)};
  }

  private static TrustManager @Nullable [] trustManagers(List<X509Certificate> trusted) {
    return trusted.isEmpty() ? null : new TrustManager[] {new TimelyTrust(trusted)};
  }
}
