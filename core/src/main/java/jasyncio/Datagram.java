package jasyncio;

import java.net.SocketAddress;

/// A datagram that was received.
///
/// @param data what is in it, possibly nothing
/// @param address who sent it
public record Datagram(byte[] data, SocketAddress address) {}
