package jasyncio.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// The certificates and keys in PEM files, the form in which OpenSSL writes them. Any thread.
///
/// The JDK reads only the inside of PKCS#8 keys; the two older forms are wrapped to become that.
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final byte[] RSA =
      Der.value(Der.SEQUENCE, Der.objectId("1.2.840.113549.1.1.1"), new byte[] {5, 0});
  private static final String EC = "1.2.840.10045.2.1";

  // in a key of the older form, the field of the curve
  private static final int EC_PARAMETERS = 0xA0;

  private Pem() {}

  /// The text between two marks.
  private record Block(String label, String base64) {
    byte[] content() {
      return Base64.getMimeDecoder().decode(base64);
    }
  }

  /// Tells whether `key` is the private half of `certified`. Of a kind of key that is not known
  /// here it assumes so: the handshake will tell.
  public static boolean belong(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default -> null;
        };
    if (algorithm == null) {
      return true;
    }
    byte[] sample = {1};
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // as by a key of another kind
    }
  }

  /// All certificates in `file`, in order; other blocks are skipped.
  ///
  /// @throws UncheckedIOException if it cannot be read
  /// @throws IllegalArgumentException if it holds none, or one that is broken
  public static List<X509Certificate> certificates(Path file) {
    var found = new ArrayList<X509Certificate>();
    for (Block block : blocks(file)) {
      if (block.label().endsWith("CERTIFICATE")) {
        found.add(decoded(file, () -> certificate(block.content())));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no PEM certificate in " + file);
    }
    return found;
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /// The first private key in `file`; other blocks are skipped.
  ///
  /// @throws UncheckedIOException if it cannot be read
  /// @throws IllegalArgumentException if it holds none, or one that is broken, or the password is
  ///   missing or wrong
  public static PrivateKey privateKey(Path file, char @Nullable [] password) {
    Block curve = null;
    for (Block block : blocks(file)) {
      if (block.label().equals("EC PARAMETERS")) {
        curve = block;
      } else if (block.label().endsWith("PRIVATE KEY")) {
        Block curveOfKey = curve;
        return decoded(file, () -> privateKey(block, curveOfKey, password));
      }
    }
    throw new IllegalArgumentException("no PEM private key in " + file);
  }

  private static PrivateKey privateKey(
      Block block, @Nullable Block curve, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    return switch (block.label()) {
      case "PRIVATE KEY" -> fromPkcs8(block.content());
      case "RSA PRIVATE KEY" -> fromPkcs8(pkcs8(RSA, block.content()));
      case "EC PRIVATE KEY" ->
          fromPkcs8(pkcs8(ecAlgorithm(block.content(), curve), block.content()));
      case "ENCRYPTED PRIVATE KEY" -> decrypted(block.content(), password);
      default -> throw new IllegalArgumentException("unknown kind of key: " + block.label());
    };
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    byte[] version = Der.value(Der.INTEGER, new byte[] {0});
    return Der.value(Der.SEQUENCE, version, algorithm, Der.value(Der.OCTET_STRING, key));
  }

  /// The kind of a key: PKCS#8 tells it beside the key, the older form within it or in a block
  /// before.
  private static byte[] ecAlgorithm(byte[] key, @Nullable Block curve) {
    ByteBuffer fields = Der.open(ByteBuffer.wrap(key), Der.SEQUENCE);
    Der.open(fields, Der.INTEGER);
    Der.open(fields, Der.OCTET_STRING);
    if (Der.isNext(fields, EC_PARAMETERS)) {
      byte[] parameters = Der.bytes(Der.open(fields, EC_PARAMETERS));
      return Der.value(Der.SEQUENCE, Der.objectId(EC), parameters);
    }
    if (curve == null) {
      throw new IllegalArgumentException("the key does not tell its curve");
    }
    return Der.value(Der.SEQUENCE, Der.objectId(EC), curve.content());
  }

  private static PrivateKey fromPkcs8(byte[] encoded) throws GeneralSecurityException {
    ByteBuffer fields = Der.open(ByteBuffer.wrap(encoded), Der.SEQUENCE);
    Der.open(fields, Der.INTEGER);
    ByteBuffer algorithm = Der.open(fields, Der.SEQUENCE);
    String id = Der.objectId(Der.open(algorithm, Der.OBJECT_ID));
    return KeyFactory.getInstance(id).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private static PrivateKey decrypted(byte[] encrypted, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    if (password == null) {
      throw new IllegalArgumentException("the private key is encrypted: give its password");
    }
    var info = new EncryptedPrivateKeyInfo(encrypted);
    var spec = new PBEKeySpec(password);
    try {
      var secret = SecretKeyFactory.getInstance(cipher(info)).generateSecret(spec);
      return fromPkcs8(info.getKeySpec(secret).getEncoded());
    } finally {
      spec.clearPassword();
    }
  }

  private static String cipher(EncryptedPrivateKeyInfo info) {
    String name = info.getAlgName();
    // which is no cipher, but says that the parameters name one
    return name.equals("PBES2") ? info.getAlgParameters().toString() : name;
  }

  private static List<Block> blocks(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    var blocks = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(block(file, matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static Block block(Path file, String label, String body) {
    if (body.contains("Proc-Type:")) {
      throw new IllegalArgumentException(
          file
              + " has a key that is encrypted in the way before PKCS#8:"
              + " convert it with openssl pkcs8 -topk8");
    }
    return new Block(label, body);
  }

  /// Something that is read from a file.
  private interface Decoding<T> {
    T run() throws GeneralSecurityException, IOException;
  }

  private static <T> T decoded(Path file, Decoding<T> decoding) {
    try {
      return decoding.run();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
