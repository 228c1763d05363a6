package jasyncio;

import org.jspecify.annotations.Nullable;

/// The callbacks by which a [SubprocessTransport] reports the events of a child process. Each does
/// nothing unless overridden.
///
/// `connectionMade` comes first. Then come, in any order, data from the child, the ends of the
/// pipes, and `processExited`; a process may end before its output was read, or close its pipes and
/// continue to run. `connectionLost` comes last, when the process has ended and no pipe is open.
///
/// The callbacks about writing concern the pipe to the child's standard input. Mirrors
/// `asyncio.SubprocessProtocol`.
public interface SubprocessProtocol extends BaseProtocol {

  /// Called when bytes of the child's output have arrived. Mirrors `pipe_data_received`.
  ///
  /// @param fd 1 for its standard output, 2 for its standard error
  /// @param data at least one byte; the array belongs to the protocol
  default void pipeDataReceived(int fd, byte[] data) {}

  /// Called when a pipe is gone: closed by the child or by this side. Mirrors
  /// `pipe_connection_lost`.
  ///
  /// @param fd 0, 1 or 2
  /// @param cause the failure that broke the pipe, or `null` if it ended normally
  default void pipeConnectionLost(int fd, @Nullable Throwable cause) {}

  /// Called when the process has ended; [SubprocessTransport#getReturncode()] has its exit code.
  /// Mirrors `process_exited`.
  default void processExited() {}
}
