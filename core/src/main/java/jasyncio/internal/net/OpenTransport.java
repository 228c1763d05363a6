package jasyncio.internal.net;

import jasyncio.BaseTransport;

/// A transport that holds a socket of the system.
interface OpenTransport extends BaseTransport {
  /// Gives the socket back to the system, without a word to the protocol.
  void release();
}
