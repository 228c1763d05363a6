package jasyncio.internal.tls;

import jasyncio.TlsCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// SSL contexts, the JDK's containers for keys and trust. Any thread.
public final class Contexts {
  // a key store needs one, even in memory
  private static final char[] PASSWORD = {};

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
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot use the certificates: " + e.getMessage(), e);
    }
  }

  private static KeyManager @Nullable [] keyManagers(List<TlsCertificate> own)
      throws GeneralSecurityException, IOException {
    if (own.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    for (TlsCertificate certificate : own) {
      X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
      store.setKeyEntry("own" + store.size(), certificate.key(), PASSWORD, chain);
    }
    // unlike the JDK's default, it looks at the name that a client asks for
    var factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager @Nullable [] trustManagers(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    if (trusted.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    for (X509Certificate certificate : trusted) {
      store.setCertificateEntry("trusted" + store.size(), certificate);
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
