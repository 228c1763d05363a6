package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates and keys from PEM files.
class TlsCertificateTest {
  private static final TestCertificate ADA = TestCertificate.selfSigned("ada");

  @TempDir Path folder;

  private Path file(String... blocks) throws IOException {
    return Files.writeString(folder.resolve("some.pem"), String.join("", blocks));
  }

  private static String block(String label, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  private static String certificate() throws Exception {
    return block("CERTIFICATE", ADA.certificate().getEncoded());
  }

  private static byte[] key() {
    return ADA.keys().getPrivate().getEncoded();
  }

  @Test
  void isReadFromTwoFiles() throws Exception {
    var read = TlsCertificate.fromPem(ADA.writeCertificate(folder), ADA.writeKey(folder));

    assertThat(read.chain()).containsExactly(ADA.certificate());
    assertThat(read.key()).isEqualTo(ADA.keys().getPrivate());
  }

  @Test
  void isReadFromOneFileWithOtherThingsBetween() throws Exception {
    var file = file("a note\n", block("PRIVATE KEY", key()), "another\n", certificate());

    assertThat(TlsCertificate.fromPem(file, file).chain()).containsExactly(ADA.certificate());
  }

  @Test
  void comesWithItsIssuers() throws Exception {
    var issued = TestCertificate.AUTHORITY.issue("issued");
    var file =
        file(
            block("CERTIFICATE", issued.certificate().getEncoded()),
            block("CERTIFICATE", TestCertificate.AUTHORITY.certificate().getEncoded()));

    assertThat(TlsCertificate.fromPem(file, issued.writeKey(folder)).chain())
        .containsExactly(issued.certificate(), TestCertificate.AUTHORITY.certificate());
  }

  @Test
  void mayHaveAnEncryptedKey() throws Exception {
    var file = file(certificate(), block("ENCRYPTED PRIVATE KEY", encrypted(key(), "open")));

    assertThat(TlsCertificate.fromPem(file, file, "open".toCharArray()).key())
        .isEqualTo(ADA.keys().getPrivate());
    assertThatThrownBy(() -> TlsCertificate.fromPem(file, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": the private key is encrypted: give its password");
    assertThatThrownBy(() -> TlsCertificate.fromPem(file, file, "wrong".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ");
  }

  private static byte[] encrypted(byte[] key, String password) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    var secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray()));
    var cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    var parameters = AlgorithmParameters.getInstance("PBES2"); // the standard's name for it
    parameters.init(cipher.getParameters().getEncoded());
    return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key)).getEncoded();
  }

  @Test
  void mayHaveAnRsaKeyOfTheOldForm() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var key = generator.generateKeyPair().getPrivate();
    byte[] encoded = key.getEncoded();
    // PKCS#1 is the content of PKCS#8 of this size after 26 bytes
    byte[] old = Arrays.copyOfRange(encoded, 26, encoded.length);
    var file = file(certificate(), block("RSA PRIVATE KEY", old));

    assertThatThrownBy(() -> TlsCertificate.fromPem(file, file))
        .hasMessage(
            "the private key in %s is not that of the first certificate in %s"
                .formatted(file, file)); // so the key was understood
  }

  @Test
  void mayHaveAnEcKeyOfTheOldForm() throws Exception {
    byte[] encoded = key();
    // PKCS#8 names the curve, and then has the old form of the key in a value with a short header
    var curve = HexFormat.of().parseHex("06082a8648ce3d030107");
    byte[] old = Arrays.copyOfRange(encoded, indexOf(encoded, curve) + 12, encoded.length);
    var file = file(certificate(), block("EC PARAMETERS", curve), block("EC PRIVATE KEY", old));

    assertThat(TlsCertificate.fromPem(file, file).key()).isEqualTo(ADA.keys().getPrivate());

    var incomplete = file(certificate(), block("EC PRIVATE KEY", old));
    assertThatThrownBy(() -> TlsCertificate.fromPem(incomplete, incomplete))
        .hasMessage(incomplete + ": the key does not tell its curve");
  }

  private static int indexOf(byte[] data, byte[] part) {
    return new String(data, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void mustHaveItsOwnKey() throws Exception {
    var other = TestCertificate.selfSigned("other").writeKey(folder);
    var certificate = ADA.writeCertificate(folder);

    assertThatThrownBy(() -> TlsCertificate.fromPem(certificate, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the private key in %s is not that of the first certificate in %s"
                .formatted(other, certificate));
  }

  @Test
  void isMissedByItsFile() throws Exception {
    var key = ADA.writeKey(folder);
    var certificate = ADA.writeCertificate(folder);
    var nowhere = folder.resolve("nowhere.pem");

    assertThatThrownBy(() -> TlsOptions.clientTrusting(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no PEM certificate in " + key);
    assertThatThrownBy(() -> TlsOptions.serverFromPem(certificate, certificate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no PEM private key in " + certificate);
    assertThatThrownBy(() -> TlsOptions.serverFromPem(nowhere, key))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + nowhere)
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void mustBeWhole() throws Exception {
    byte[] half = Arrays.copyOf(key(), 40);
    var file = file(certificate(), block("PRIVATE KEY", half));
    assertThatThrownBy(() -> TlsCertificate.fromPem(file, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": DER value longer than what holds it");

    var garbage = file(block("CERTIFICATE", new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> TlsOptions.clientTrusting(garbage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(garbage + ": ");
  }

  @Test
  void encryptedInTheOldWayIsRefusedWithTheWayOut() throws Exception {
    var file =
        file(
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00

            AAAA
            -----END RSA PRIVATE KEY-----
            """);

    assertThatThrownBy(() -> TlsCertificate.fromPem(ADA.writeCertificate(folder), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl pkcs8 -topk8");
  }

  @Test
  void isNeededByAServer() {
    assertThatThrownBy(() -> TlsOptions.server(new TlsCertificate[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a TLS server needs a certificate");
  }
}
