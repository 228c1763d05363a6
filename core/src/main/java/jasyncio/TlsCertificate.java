package jasyncio;

import jasyncio.internal.tls.Pem;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The identity of a side of a TLS connection: its certificate and its private key. Servers need
/// one; clients only if the server asks.
///
/// Immutable. Stands for what `SSLContext.load_cert_chain` takes.
///
/// @param chain the certificate, then the ones it was issued with, the issuer's next each time; the
///   root may be left out
/// @param key the private key of the first
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {

  /// Checks the chain.
  ///
  /// @throws IllegalArgumentException if the chain is empty
  public TlsCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a certificate chain needs at least one certificate");
    }
  }

  /// Reads both from PEM files, as OpenSSL writes them; they may be one file. The key is of PKCS#8
  /// (`PRIVATE KEY`), or of the older forms `RSA PRIVATE KEY` and `EC PRIVATE KEY`.
  ///
  /// @throws java.io.UncheckedIOException if a file cannot be read
  /// @throws IllegalArgumentException if a file does not hold what it should, or the key is not
  ///   that of the first certificate; the message names the file
  public static TlsCertificate fromPem(Path certificates, Path key) {
    return fromPem(certificates, key, null);
  }

  /// As [#fromPem(Path, Path)], with the password of an `ENCRYPTED PRIVATE KEY`.
  ///
  /// @param password not kept; `null` if the key is not encrypted
  public static TlsCertificate fromPem(Path certificates, Path key, char @Nullable [] password) {
    Pem.Identity identity = Pem.identity(certificates, key, password);
    return new TlsCertificate(identity.chain(), identity.key());
  }
}
