package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import jasyncio.internal.stream.StreamBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Options of a child process. Immutable: start from [#DEFAULTS] or [#PIPES].
///
/// Holds the keyword arguments of `asyncio.create_subprocess_exec`. Streams are bytes; there is no
/// text mode.
public final class SubprocessOptions {
  private static final Setting<Stdio> STDIN =
      Setting.of("stdin", Stdio.INHERIT, SubprocessOptions::checkNotStdout);
  private static final Setting<Stdio> STDOUT =
      Setting.of("stdout", Stdio.INHERIT, SubprocessOptions::checkNotStdout);
  private static final Setting<Stdio> STDERR = Setting.of("stderr", Stdio.INHERIT);
  private static final Setting<@Nullable Path> CWD = Setting.optional("cwd");
  private static final Setting<@Nullable Map<String, String>> ENV = Setting.optional("env");
  private static final Setting<Integer> LIMIT =
      Setting.of("limit", StreamBuffer.DEFAULT_LIMIT, Checks::positive);
  private static final Setting<Boolean> START_NEW_SESSION = Setting.of("startNewSession", false);
  private static final Setting<@Nullable Duration> STOP_ON_CANCEL =
      Setting.optional("stopOnCancel", Checks::notNegative);

  /// As this program has it, for all three streams and all else; a limit of 64 KiB; nothing happens
  /// on cancel.
  public static final SubprocessOptions DEFAULTS = new SubprocessOptions(Settings.DEFAULTS);

  /// As [#DEFAULTS], with pipes for all three streams.
  public static final SubprocessOptions PIPES =
      DEFAULTS.withStdin(Stdio.PIPE).withStdout(Stdio.PIPE).withStderr(Stdio.PIPE);

  private final Settings settings;

  private SubprocessOptions(Settings settings) {
    this.settings = settings;
  }

  private static void checkNotStdout(String name, Stdio stdio) {
    if (stdio == Stdio.STDOUT) {
      throw new IllegalArgumentException(name + " is STDOUT, which only stderr can be");
    }
  }

  /// The child's standard input.
  public Stdio stdin() {
    return settings.get(STDIN);
  }

  /// These options with another standard input.
  ///
  /// @throws IllegalArgumentException if it is [Stdio#STDOUT]
  public SubprocessOptions withStdin(Stdio stdin) {
    return new SubprocessOptions(settings.with(STDIN, stdin));
  }

  /// The child's standard output.
  public Stdio stdout() {
    return settings.get(STDOUT);
  }

  /// These options with another standard output.
  ///
  /// @throws IllegalArgumentException if it is [Stdio#STDOUT]
  public SubprocessOptions withStdout(Stdio stdout) {
    return new SubprocessOptions(settings.with(STDOUT, stdout));
  }

  /// The child's standard errors.
  public Stdio stderr() {
    return settings.get(STDERR);
  }

  /// These options with other standard errors.
  public SubprocessOptions withStderr(Stdio stderr) {
    return new SubprocessOptions(settings.with(STDERR, stderr));
  }

  /// The child's folder; `null` for that of this program.
  public @Nullable Path cwd() {
    return settings.get(CWD);
  }

  /// These options with another folder, or `null` for that of this program.
  public SubprocessOptions withCwd(@Nullable Path cwd) {
    return new SubprocessOptions(settings.with(CWD, cwd));
  }

  /// The child's environment, all of it; `null` for that of this program. Unmodifiable.
  public @Nullable Map<String, String> env() {
    return settings.get(ENV);
  }

  /// These options with another environment, or `null` for that of this program.
  public SubprocessOptions withEnv(@Nullable Map<String, String> env) {
    return new SubprocessOptions(settings.with(ENV, env == null ? null : Map.copyOf(env)));
  }

  /// The longest line of the streams of a [Subprocess] in bytes, see [StreamReader].
  public int limit() {
    return settings.get(LIMIT);
  }

  /// These options with another stream limit, in bytes.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public SubprocessOptions withLimit(int limit) {
    return new SubprocessOptions(settings.with(LIMIT, limit));
  }

  /// Returns whether the child leads a session and process group of its own, so that a Ctrl-C at
  /// the terminal does not reach it. The JDK cannot do so by itself: this needs the command
  /// `setsid`, which Linux systems have.
  public boolean startNewSession() {
    return settings.get(START_NEW_SESSION);
  }

  /// These options with a session of its own for the child, or not.
  public SubprocessOptions withStartNewSession(boolean startNewSession) {
    return new SubprocessOptions(settings.with(START_NEW_SESSION, startNewSession));
  }

  /// The grace for the child in [Subprocess#stop(Duration)], which happens if a task that waits for
  /// it, in [Subprocess#waitExit()] or [Subprocess#communicate], is cancelled. With `null` nothing
  /// happens then, as in asyncio. Beyond asyncio.
  public @Nullable Duration stopOnCancel() {
    return settings.get(STOP_ON_CANCEL);
  }

  /// These options with another answer to a cancellation; see [#stopOnCancel()].
  ///
  /// @throws IllegalArgumentException if `grace` is negative
  public SubprocessOptions withStopOnCancel(@Nullable Duration grace) {
    return new SubprocessOptions(settings.with(STOP_ON_CANCEL, grace));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SubprocessOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "SubprocessOptions" + settings;
  }
}
