package jasyncio.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The system's side of a [WritePipeTransport], which takes its bytes. Loop thread only.
public interface PipeSink {

  /// Takes bytes from the front of the transport's queue, and gives how many it is done with: the
  /// transport drops these and offers the next ones. Never waits: after 0 the transport offers the
  /// same bytes again once it is told `writeReady`.
  ///
  /// @throws IOException if the pipe has no reader any more, or is broken in another way
  int write(ByteBuffer front) throws IOException;

  /// Sets whether the transport is to be told when the pipe takes bytes again.
  void writing(boolean wanted);

  /// Gives the pipe back to the system. The transport hears nothing afterwards.
  void close();
}
