package jasyncio;

import jasyncio.internal.tls.Contexts;
import jasyncio.internal.tls.Der;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// Certificates for tests, made as they are needed. They never expire, unless their maker says so.
///
/// @param issuers the certificates that signed it, the closest first; empty if it signed itself
record TestCertificate(
    String name, X509Certificate certificate, KeyPair keys, List<TestCertificate> issuers) {
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.value(Der.SEQUENCE, Der.objectId("1.2.840.10045.4.3.2"));
  private static final int UTF8_STRING = 0x0C;
  private static final int SET = 0x31;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  /// An authority that trusts itself, and can sign others. Made once, because that takes time.
  static final TestCertificate AUTHORITY = selfSigned("test authority");

  /// For `localhost` and 127.0.0.1, signed by [#AUTHORITY].
  static final TestCertificate LOCALHOST = AUTHORITY.issue("localhost");

  /// The years in which a certificate is valid, from the first day of one to that of another.
  record Years(int first, int last) {
    static final Years ALL = new Years(2020, 9999);
    static final Years PAST = new Years(2020, 2021);
    static final Years FUTURE = new Years(9000, 9999);
  }

  static TestCertificate selfSigned(String name) {
    return selfSigned(name, Years.ALL);
  }

  static TestCertificate selfSigned(String name, Years years) {
    KeyPair keys = newKeys("EC", 256);
    return new TestCertificate(name, sign(name, keys, name, keys, years), keys, List.of());
  }

  /// A certificate for `name`, signed by this one.
  TestCertificate issue(String name) {
    return issue(name, newKeys("EC", 256), Years.ALL);
  }

  TestCertificate issue(String name, Years years) {
    return issue(name, newKeys("EC", 256), years);
  }

  /// A certificate with a key of the kind that is the slowest to sign.
  TestCertificate issueRsa(String name) {
    return issue(name, newKeys("RSA", 2048), Years.ALL);
  }

  private TestCertificate issue(String name, KeyPair keys, Years years) {
    var issuers = Stream.concat(Stream.of(this), this.issuers.stream()).toList();
    return new TestCertificate(name, sign(name, keys, this.name, this.keys, years), keys, issuers);
  }

  private static KeyPair newKeys(String algorithm, int size) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate sign(
      String name, KeyPair keys, String issuer, KeyPair issuerKeys, Years years) {
    byte[] content =
        Der.value(
            Der.SEQUENCE,
            Der.value(0xA0, Der.value(Der.INTEGER, new byte[] {2})), // version 3
            Der.value(Der.INTEGER, BigInteger.valueOf(System.nanoTime()).toByteArray()),
            ECDSA_WITH_SHA256,
            name(issuer),
            Der.value(Der.SEQUENCE, newYear(years.first()), newYear(years.last())),
            name(name),
            keys.getPublic().getEncoded(),
            Der.value(0xA3, Der.value(Der.SEQUENCE, mayIssue(), alternativeNames(name))));
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuerKeys.getPrivate());
      signature.update(content);
      byte[] unused = {0};
      byte[] encoded =
          Der.value(
              Der.SEQUENCE,
              content,
              ECDSA_WITH_SHA256,
              Der.value(Der.BIT_STRING, unused, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] name(String commonName) {
    byte[] text = Der.value(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    return Der.value(
        Der.SEQUENCE, Der.value(SET, Der.value(Der.SEQUENCE, Der.objectId("2.5.4.3"), text)));
  }

  private static byte[] newYear(int year) {
    return Der.value(GENERALIZED_TIME, (year + "0101000000Z").getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] mayIssue() {
    return extension("2.5.29.19", Der.value(Der.SEQUENCE, new byte[] {1, 1, (byte) 0xFF}));
  }

  private static byte[] alternativeNames(String name) {
    byte[] dns = Der.value(DNS_NAME, name.replace(' ', '-').getBytes(StandardCharsets.US_ASCII));
    byte[] loopback = Der.value(IP_ADDRESS, new byte[] {127, 0, 0, 1});
    return extension(
        "2.5.29.17",
        name.equals("localhost")
            ? Der.value(Der.SEQUENCE, dns, loopback)
            : Der.value(Der.SEQUENCE, dns));
  }

  private static byte[] extension(String id, byte[] value) {
    return Der.value(Der.SEQUENCE, Der.objectId(id), Der.value(Der.OCTET_STRING, value));
  }

  /// The chain with the issuers, as a server sends it.
  TlsCertificate withKey() {
    var chain = new ArrayList<X509Certificate>();
    chain.add(certificate);
    issuers.forEach(issuer -> chain.add(issuer.certificate));
    return new TlsCertificate(chain, keys.getPrivate());
  }

  /// Options for a server or client with this certificate that trusts `trusted`.
  static SSLContext context(List<TestCertificate> own, TestCertificate... trusted) {
    return Contexts.of(
        own.stream().map(TestCertificate::withKey).toList(),
        Stream.of(trusted).map(TestCertificate::certificate).toList());
  }

  /// Options for a server that is `localhost`.
  static TlsOptions server() {
    return TlsOptions.server(LOCALHOST.withKey());
  }

  /// Options for a client that trusts the authority.
  static TlsOptions client() {
    return TlsOptions.client(context(List.of(), AUTHORITY));
  }

  /// Writes the certificate, without its issuers, to a file in `folder`.
  Path writeCertificate(Path folder) throws IOException, GeneralSecurityException {
    return writePem(folder, "CERTIFICATE", certificate.getEncoded());
  }

  /// Writes the key to a file in `folder`.
  Path writeKey(Path folder) throws IOException {
    return writePem(folder, "PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private Path writePem(Path folder, String label, byte[] content) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        folder.resolve(
            "%s %s.pem".formatted(name, label).toLowerCase(Locale.ROOT).replace(' ', '-')),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
  }
}
