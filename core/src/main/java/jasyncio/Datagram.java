package jasyncio;

import java.net.SocketAddress;

/// A datagram that was received. Equality is that of arrays: by identity.
///
/// @param data what is in it, possibly nothing
/// @param address who sent it
@SuppressWarnings("ArrayRecordComponent") // bytes are arrays in all of this API
public record Datagram(byte[] data, SocketAddress address) {}
