package jasyncio.internal.transport;

import jasyncio.BaseTransport;

/// A transport that holds a socket of the system.
public interface OpenTransport extends BaseTransport {
  /// Gives the socket back to the system, without a word to the protocol.
  void release();
}
