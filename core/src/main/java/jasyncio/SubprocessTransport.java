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

  /// How the process ended: its exit code, or `-N` if signal N killed it; empty while it runs.
  /// Mirrors `transport.get_returncode`.
  ///
  /// The JDK reports a death by signal N as 128 + N, and so cannot be asked whether a program was
  /// killed by signal 15 or did `exit(143)`: both are -15 here. Codes above 128 that no deadly
  /// signal stands for are exit codes.
  OptionalInt getReturncode();

  /// The transport of the pipe to the child's standard input (0, a [WriteTransport]), output (1) or
  /// errors (2, both a [ReadTransport]); null if there is no such pipe. Mirrors
  /// `transport.get_pipe_transport`.
  @Nullable BaseTransport getPipeTransport(int fd);

  /// Sends `signal`, a number as in `kill -N`. Mirrors `transport.send_signal`.
  ///
  /// The JDK sends TERM (15) and KILL (9) by itself. For others the system's shell is started and
  /// waited for, some milliseconds long.
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

  /// Ends the process and all that descend from it, by signal KILL. Beyond asyncio.
  ///
  /// @throws IllegalStateException if the process has ended
  void killTree();

  /// Closes the pipes, and kills the process if it still runs. Mirrors `transport.close`.
  ///
  /// Returns at once. The protocol hears [BaseProtocol#connectionLost] once the process has ended.
  @Override
  void close();
}
