package jasyncio;

import jasyncio.internal.stream.StreamBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How to start a child process. Immutable: start from [#DEFAULTS] or [#PIPES].
///
/// Holds the keyword arguments of `asyncio.create_subprocess_exec`. Streams are bytes; there is no
/// text mode.
///
/// @param stdin the child's standard input
/// @param stdout its standard output
/// @param stderr its standard errors
/// @param cwd its folder; `null` for that of this program
/// @param env its environment, all of it; `null` for that of this program
/// @param limit of the streams of a [Subprocess]: the longest line in bytes, see [StreamReader]
/// @param startNewSession whether it leads a session and process group of its own, so that a Ctrl-C
///   at the terminal does not reach it. The JDK cannot do so by itself: this needs the command
///   `setsid`, which Linux systems have
/// @param stopOnCancel what happens to the child if a task that waits for it, in
///   [Subprocess#waitExit()] or [Subprocess#communicate], is cancelled: `null`, nothing, as in
///   asyncio; a time, [Subprocess#stop(Duration)] with that much grace. Beyond asyncio
public record SubprocessOptions(
    Stdio stdin,
    Stdio stdout,
    Stdio stderr,
    @Nullable Path cwd,
    @Nullable Map<String, String> env,
    int limit,
    boolean startNewSession,
    @Nullable Duration stopOnCancel) {

  /// What this program has, for all three streams and all else; a limit of 64 KiB; nothing happens
  /// on cancel.
  public static final SubprocessOptions DEFAULTS =
      new SubprocessOptions(
          Stdio.INHERIT, Stdio.INHERIT, Stdio.INHERIT, null, null, StreamBuffer.DEFAULT_LIMIT);

  /// As [#DEFAULTS], with pipes for all three streams.
  public static final SubprocessOptions PIPES =
      DEFAULTS.withStdin(Stdio.PIPE).withStdout(Stdio.PIPE).withStderr(Stdio.PIPE);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `stdin` or `stdout` is [Stdio#STDOUT], `limit` is not
  ///   positive, or `stopOnCancel` is negative
  public SubprocessOptions {
    checkNotStdout("stdin", stdin);
    checkNotStdout("stdout", stdout);
    Objects.requireNonNull(stderr, "stderr");
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
    if (stopOnCancel != null && stopOnCancel.isNegative()) {
      throw new IllegalArgumentException("stopOnCancel < 0: " + stopOnCancel);
    }
    env = env == null ? null : Map.copyOf(env);
  }

  /// Options without those that asyncio does not have.
  public SubprocessOptions(
      Stdio stdin,
      Stdio stdout,
      Stdio stderr,
      @Nullable Path cwd,
      @Nullable Map<String, String> env,
      int limit) {
    this(stdin, stdout, stderr, cwd, env, limit, false, null);
  }

  private static void checkNotStdout(String name, Stdio stdio) {
    if (Objects.requireNonNull(stdio, name) == Stdio.STDOUT) {
      throw new IllegalArgumentException(name + " is STDOUT, which only stderr can be");
    }
  }

  /// These options with another standard input.
  public SubprocessOptions withStdin(Stdio stdin) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with another standard output.
  public SubprocessOptions withStdout(Stdio stdout) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with other standard errors.
  public SubprocessOptions withStderr(Stdio stderr) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with another folder, or `null` for that of this program.
  public SubprocessOptions withCwd(@Nullable Path cwd) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with another environment, or `null` for that of this program.
  public SubprocessOptions withEnv(@Nullable Map<String, String> env) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with another stream limit, in bytes.
  public SubprocessOptions withLimit(int limit) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with a session of its own for the child, or not.
  public SubprocessOptions withStartNewSession(boolean startNewSession) {
    return new SubprocessOptions(
        stdin, stdout, stderr, cwd, env, limit, startNewSession, stopOnCancel);
  }

  /// These options with another answer to a cancellation; see [#stopOnCancel()].
  public SubprocessOptions withStopOnCancel(@Nullable Duration grace) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, env, limit, startNewSession, grace);
  }
}
