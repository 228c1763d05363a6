package jasyncio.internal.tls;

import jasyncio.ExtraInfo;
import jasyncio.TlsCipher;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The facts about a TLS connection after its handshake.
public final class TlsFacts {
  /// The keys that TLS answers. If it cannot, TLS further below is not asked.
  static final Set<ExtraInfo<?>> KEYS =
      Set.of(
          ExtraInfo.SSL_CONTEXT,
          ExtraInfo.SSL_ENGINE,
          ExtraInfo.SSL_SESSION,
          ExtraInfo.PEERCERT,
          ExtraInfo.CIPHER,
          ExtraInfo.TLS_VERSION,
          ExtraInfo.ALPN_PROTOCOL);

  private static final Pattern KEY_LENGTH = Pattern.compile("_(128|256)_");

  private TlsFacts() {}

  /// The fact called `key`; null if there is none.
  static @Nullable Object of(ExtraInfo<?> key, SSLContext context, SSLEngine engine) {
    SSLSession session = engine.getSession();
    if (key.equals(ExtraInfo.SSL_CONTEXT)) {
      return context;
    } else if (key.equals(ExtraInfo.SSL_ENGINE)) {
      return engine;
    } else if (key.equals(ExtraInfo.SSL_SESSION)) {
      return session;
    } else if (key.equals(ExtraInfo.PEERCERT)) {
      return peerCertificate(session);
    } else if (key.equals(ExtraInfo.CIPHER)) {
      String suite = session.getCipherSuite();
      return new TlsCipher(suite, session.getProtocol(), secretBits(suite));
    } else if (key.equals(ExtraInfo.TLS_VERSION)) {
      return session.getProtocol();
    } else if (key.equals(ExtraInfo.ALPN_PROTOCOL)) {
      String agreed = engine.getApplicationProtocol();
      return agreed.isEmpty() ? null : agreed;
    }
    return null;
  }

  private static @Nullable X509Certificate peerCertificate(SSLSession session) {
    try {
      return (X509Certificate) session.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException e) {
      return null; // as most clients
    }
  }

  private static int secretBits(String suite) {
    Matcher length = KEY_LENGTH.matcher(suite);
    if (length.find()) {
      return Integer.parseInt(length.group(1));
    }
    return suite.contains("_CHACHA20_") ? 256 : 0;
  }
}
