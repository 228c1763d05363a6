package jasyncio.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where a [WritePipeTransport] sends its bytes to. Loop thread only.
public interface PipeSink {

  /// Offers the bytes at the front of the transport's queue, and gives how many of them are done
  /// with; the transport drops these and offers what follows. Never waits: 0 means that the
  /// transport shall offer the same bytes again once it is told `writeReady`.
  ///
  /// @throws IOException if nobody reads from the pipe any more, or it is broken in another way
  int write(ByteBuffer front) throws IOException;

  /// Whether the transport wants to be told when writing makes sense again.
  void writing(boolean wanted);

  /// Gives the pipe back to the system. The transport hears nothing afterwards.
  void close();
}
