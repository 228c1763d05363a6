package jasyncio;

/// A transport that both receives and sends, such as a TCP connection. Mirrors `asyncio.Transport`.
public interface Transport extends ReadTransport, WriteTransport {}
