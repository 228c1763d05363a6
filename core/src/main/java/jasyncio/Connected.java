package jasyncio;

/// A new connection: the transport, and the protocol that was made for it.
///
/// asyncio returns the two as a tuple.
///
/// @param transport the transport, which moves the bytes
/// @param protocol the protocol, which gets the callbacks
public record Connected<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol) {}
