package jasyncio.internal.process;

import java.util.Set;

/// The return codes of processes, as asyncio has them, from the JDK's. Any thread.
///
/// The JDK gives an exit code as it is, and 128 + N for signal N. A program may end itself with
/// such a code, too: shells do so when their last command was killed, and a JVM when it was asked
/// to end by TERM. The system knows the difference, but tells it once, to the JDK. So a code that
/// stands for a deadly signal counts as that signal: it mostly means that, and "killed by N gives
/// -N" holds without exception.
public final class ExitStatus {
  private static final int SIGNALLED = 128;
  private static final int LAST_SIGNAL = 64;

  // Linux's CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH: no process dies of these
  private static final Set<Integer> HARMLESS = Set.of(17, 18, 19, 20, 21, 22, 23, 28);

  private ExitStatus() {}

  /// The return code for the JDK's `status`.
  static int returncode(int status) {
    int signal = status - SIGNALLED;
    boolean killed = signal > 0 && signal <= LAST_SIGNAL && !HARMLESS.contains(signal);
    return killed ? -signal : status;
  }
}
