package jasyncio;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A child process and the pipes to it. Mirrors `asyncio.SubprocessTransport`.
///
/// **Loop affinity.** Every method belongs to the loop that started the process.
///
/// @see EventLoop#subprocessExec
/// @see SubprocessProtocol
public interface SubprocessTransport extends BaseTransport {

  /// The system's number for the process. Mirrors `transport.get_pid`.
  long getPid();

  /// The exit code of the process, or `-N` if signal N killed it; empty while it runs. Mirrors
  /// `transport.get_returncode`.
  ///
  /// The JDK reports a death by signal N as 128 + N, so a process that was killed by signal 15 and
  /// one that called `exit(143)` look the same: both are -15 here. A code above 128 is an exit code
  /// if no deadly signal has that number.
  OptionalInt getReturncode();

  /// The transport of the pipe to the child's standard input (0, a [WriteTransport]), output (1) or
  /// errors (2, both a [ReadTransport]); null if there is no such pipe. Mirrors
  /// `transport.get_pipe_transport`.
  @Nullable BaseTransport getPipeTransport(int fd);

  /// Sends `signal`, a number as in `kill -N`. Mirrors `transport.send_signal`.
  ///
  /// The JDK itself can send TERM (15) and KILL (9). For other signals the system's shell is
  /// started, and the call waits for it, some milliseconds long.
  ///
  /// @throws IllegalArgumentException unless `signal` is 1 to 64
  /// @throws IllegalStateException if the process has ended
  /// @throws java.io.UncheckedIOException if the signal cannot be sent
  void sendSignal(int signal);

  /// Asks the process to end, by signal TERM. Mirrors `transport.terminate`.
  ///
  /// @throws IllegalStateException if the process has ended
  void terminate();

  /// Ends the process, by signal KILL. Mirrors `transport.kill`.
  ///
  /// @throws IllegalStateException if the process has ended
  void kill();

  /// Ends the process and all its descendants, by signal KILL. Beyond asyncio.
  ///
  /// @throws IllegalStateException if the process has ended
  void killTree();

  /// Closes the pipes, and kills the process if it still runs. Mirrors `transport.close`.
  ///
  /// Returns at once. [BaseProtocol#connectionLost] is called once the process has ended.
  @Override
  void close();
}
