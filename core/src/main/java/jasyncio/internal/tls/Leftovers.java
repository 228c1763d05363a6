package jasyncio.internal.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// The data of a peer that arrive after a close: records are decrypted, so that the peer's end is
/// seen among them, and their content is dropped. Loop thread only.
final class Leftovers {
  // enough for data that were on their way; asyncio has no limit but the time
  private static final int MOST = 1 << 20;

  private final RecordReader reader;
  private final RecordWriter writer;
  private final TlsBuffers buffers;

  // bytes
  private int dropped;

  Leftovers(RecordReader reader, RecordWriter writer, TlsBuffers buffers) {
    this.reader = reader;
    this.writer = writer;
    this.buffers = buffers;
  }

  /// Drops the content of the next record, and gives what the engine says of it.
  Status dropRecord() throws SSLException {
    ByteBuffer nowhere = buffers.take();
    try {
      Status status = reader.decrypt(nowhere, writer);
      dropped += nowhere.position();
      return status;
    } finally {
      buffers.give(nowhere);
    }
  }

  /// Drops all records without a look into them.
  void dropAll() {
    dropped += reader.size();
    reader.clear();
  }

  /// Tells whether the peer goes on sending data that no code will read.
  boolean areTooMany() {
    return dropped > MOST;
  }
}
