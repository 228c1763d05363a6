package jasyncio.internal.base;

/// The part of the heap that TLS handshakes in progress may take. Any thread.
public final class HandshakeMemory {
  // the memory of a handshake: the engine's, and a buffer for a part of a record; measured
  private static final int BYTES = 128 * 1024;
  private static final int MOST = 4096;
  private static final int FEWEST = 64;

  // handshakes may take an eighth of the heap
  private static final int SHARE = 8;

  private HandshakeMemory() {}

  /// The number of handshakes for which there is memory.
  public static int mostHandshakes() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / SHARE / BYTES, FEWEST, MOST);
  }
}
