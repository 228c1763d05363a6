package jasyncio;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/// A datagram that was received, as by [DatagramEndpoint#receive()]. Equality is that of arrays: by
/// identity.
///
/// @param data what it holds, maybe nothing; the array belongs to the receiver
/// @param address who sent it
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, not a value to compare
public record Datagram(byte[] data, SocketAddress address) {

  /// What it holds, read as UTF-8.
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
