package jasyncio;

import org.jspecify.annotations.Nullable;

/// What a [SubprocessTransport] tells about a child process. Each callback does nothing unless
/// overridden.
///
/// `connectionMade` comes first. Then come, in any order, data from the child, the ends of the
/// pipes, and `processExited`; a process may end before its output was read, or close its pipes and
/// go on. `connectionLost` comes last, when the process has ended and no pipe is open.
///
/// The callbacks about writing tell of the pipe to the child's standard input. Mirrors
/// `asyncio.SubprocessProtocol`.
public interface SubprocessProtocol extends BaseProtocol {

  /// The child wrote some bytes. Mirrors `pipe_data_received`.
  ///
  /// @param fd 1 for its standard output, 2 for its errors
  /// @param data at least one byte; the array belongs to the protocol
  default void pipeDataReceived(int fd, byte[] data) {}

  /// A pipe is gone: closed by the child or by this side. Mirrors `pipe_connection_lost`.
  ///
  /// @param fd 0, 1 or 2
  /// @param cause what broke the pipe, or `null` if it just ended
  default void pipeConnectionLost(int fd, @Nullable Throwable cause) {}

  /// The process has ended; [SubprocessTransport#getReturncode()] tells how. Mirrors
  /// `process_exited`.
  default void processExited() {}
}
