package jasyncio.internal.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The part of DER, the encoding of keys and certificates, that the older forms of keys need. Any
/// thread.
public final class Der {
  /// The tags of the values that occur.
  public static final int INTEGER = 0x02;

  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OBJECT_ID = 0x06;
  public static final int SEQUENCE = 0x30;

  private Der() {}

  /// A value of the kind `tag`: its parts, encoded, one after the other.
  public static byte[] value(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var encoded = new ByteArrayOutputStream();
    encoded.write(tag);
    writeLength(encoded, content.size());
    encoded.writeBytes(content.toByteArray());
    return encoded.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream encoded, int length) {
    if (length < 0x80) {
      encoded.write(length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    encoded.write(0x80 | bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      encoded.write(length >> (8 * i));
    }
  }

  /// Reads the header of the value at the front of `data`, and gives the content of the value;
  /// moves the position of `data` behind it.
  ///
  /// @throws IllegalArgumentException if there is no value of the kind `tag`
  static ByteBuffer open(ByteBuffer data, int tag) {
    if (!isNext(data, tag)) {
      throw new IllegalArgumentException("no DER value with tag " + tag + " where one should be");
    }
    data.get();
    int length = data.hasRemaining() ? readLength(data) : -1;
    if (length < 0 || length > data.remaining()) {
      throw new IllegalArgumentException("DER value longer than what holds it");
    }
    ByteBuffer content = data.slice(data.position(), length);
    data.position(data.position() + length);
    return content;
  }

  private static int readLength(ByteBuffer data) {
    int first = data.get() & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int bytes = first & 0x7F;
    if (bytes > 3 || bytes > data.remaining()) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (data.get() & 0xFF);
    }
    return length;
  }

  /// Tells whether the value at the front of `data` is of the kind `tag`.
  static boolean isNext(ByteBuffer data, int tag) {
    return data.hasRemaining() && (data.get(data.position()) & 0xFF) == tag;
  }

  static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }

  /// The dotted form of an object identifier.
  static String objectId(ByteBuffer content) {
    var arcs = new StringBuilder();
    long arc = 0;
    for (byte b : bytes(content)) {
      arc = (arc << 7) | (b & 0x7F);
      if (b >= 0) {
        if (arcs.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          arcs.append(first).append('.').append(arc - 40 * first);
        } else {
          arcs.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return arcs.toString();
  }

  /// Encodes an object identifier.
  public static byte[] objectId(String dotted) {
    long[] arcs = Arrays.stream(dotted.split("[.]", -1)).mapToLong(Long::parseLong).toArray();
    var content = new ByteArrayOutputStream();
    for (int i = 1; i < arcs.length; i++) {
      long arc = i == 1 ? 40 * arcs[0] + arcs[1] : arcs[i];
      for (int shift = (63 - Long.numberOfLeadingZeros(arc | 1)) / 7 * 7; shift > 0; shift -= 7) {
        content.write((int) (((arc >> shift) & 0x7F) | 0x80));
      }
      content.write((int) (arc & 0x7F));
    }
    return value(OBJECT_ID, content.toByteArray());
  }
}
