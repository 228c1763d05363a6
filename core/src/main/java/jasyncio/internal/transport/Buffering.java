package jasyncio.internal.transport;

import jasyncio.BaseProtocol;

/// A protocol that keeps bytes which have arrived, or wait to be sent, in memory. Loop thread only.
public interface Buffering {
  /// The number of bytes that it holds now, those of the protocol above it included.
  long bufferedBytes();

  /// The number of bytes that `protocol` holds, as far as the library knows.
  static long heldBy(BaseProtocol protocol) {
    return protocol instanceof Buffering holder ? holder.bufferedBytes() : 0;
  }
}
