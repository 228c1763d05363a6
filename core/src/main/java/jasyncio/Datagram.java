package jasyncio;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/// A received datagram, as from [DatagramEndpoint#receive()]. Equality of the data is that of
/// arrays: by identity.
///
/// @param data the content, possibly empty; the array belongs to the receiver
/// @param address the address of the sender
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, not a value to compare
public record Datagram(byte[] data, SocketAddress address) {

  /// The content, decoded as UTF-8.
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
