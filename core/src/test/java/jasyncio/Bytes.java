package jasyncio;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Text as the bytes that protocols, sockets and streams carry.
public final class Bytes {
  private Bytes() {}

  /// The bytes of `text` in UTF-8.
  public static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
