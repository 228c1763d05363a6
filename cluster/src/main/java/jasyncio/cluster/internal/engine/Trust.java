package jasyncio.cluster.internal.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS between those that share a secret.
///
/// Each member has a key pair of its own, made when it joins, and a certificate that carries a code
/// of its public key, authenticated by the secret. A peer is trusted if its code is right: so it
/// knew the secret, and TLS shows that it has the private key. The engine's own encryption leaves
/// messages without a body, and all headers of those, as they are.
final class Trust {
  private static final int ITERATIONS = 200_000;
  private static final int SECRET_BITS = 256;
  private static final char[] NO_PASSWORD = new char[0];

  // object identifiers: ecdsa-with-SHA256 and commonName
  private static final byte[] ECDSA = HexFormat.of().parseHex("06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

  private final SecretKeySpec secret;

  private Trust(SecretKeySpec secret) {
    this.secret = secret;
  }

  /// TLS for the members of cluster `name` that know `key`.
  static SSLContext context(String name, String key) throws GeneralSecurityException {
    byte[] salt = ("jasyncio cluster " + name).getBytes(StandardCharsets.UTF_8);
    var spec = new PBEKeySpec(key.toCharArray(), salt, ITERATIONS, SECRET_BITS);
    byte[] secret =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    return new Trust(new SecretKeySpec(secret, "HmacSHA256")).context();
  }

  private SSLContext context() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    store.setKeyEntry(
        "member", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate(pair)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Peers()}, new SecureRandom());
    return context;
  }

  private String codeOf(PublicKey key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(secret.getAlgorithm());
    mac.init(secret);
    return HexFormat.of().formatHex(mac.doFinal(key.getEncoded()));
  }

  // The certificate: RFC 5280, section 4.1

  private X509Certificate certificate(KeyPair pair) throws GeneralSecurityException {
    byte[] name = sequence(set(sequence(COMMON_NAME, utf8(codeOf(pair.getPublic())))));
    byte[] validity = sequence(time("20250101000000Z"), time("99991231235959Z"));
    byte[] algorithm = sequence(ECDSA);
    byte[] serial = der(0x02, new BigInteger(63, new SecureRandom()).toByteArray());
    byte[] version = der(0xa0, der(0x02, new byte[] {2}));
    byte[] body =
        sequence(version, serial, algorithm, name, validity, name, pair.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body);
    byte[] whole = sequence(body, algorithm, bits(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] sequence(byte[]... parts) {
    return der(0x30, parts);
  }

  private static byte[] set(byte[]... parts) {
    return der(0x31, parts);
  }

  private static byte[] utf8(String text) {
    return der(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] time(String text) {
    return der(0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bits(byte[] bytes) {
    return der(0x03, new byte[] {0}, bytes);
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      whole.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
    } else if (length >= 0x80) {
      whole.writeBytes(new byte[] {(byte) 0x81, (byte) length});
    } else {
      whole.write(length);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  /// Trusts whoever has a code that is right.
  private final class Peers extends X509ExtendedTrustManager {
    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        String subject = chain[0].getSubjectX500Principal().getName();
        byte[] expected =
            ("CN=" + codeOf(chain[0].getPublicKey())).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, subject.getBytes(StandardCharsets.UTF_8))) {
          throw new CertificateException("the peer does not know the key of the cluster");
        }
      } catch (GeneralSecurityException e) {
        throw e instanceof CertificateException known ? known : new CertificateException(e);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
