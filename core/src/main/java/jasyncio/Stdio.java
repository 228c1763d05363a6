package jasyncio;

import java.nio.file.Path;

/// A choice for the standard input, output or error stream of a child process.
///
/// Mirrors the constants of `asyncio.subprocess`; [#INHERIT] is what Python calls `None`.
public sealed interface Stdio {

  /// A pipe between the child and this program.
  Stdio PIPE = Standard.PIPE;

  /// No stream: input is at its end at once, output is dropped.
  Stdio DEVNULL = Standard.DEVNULL;

  /// The same stream as this program's.
  Stdio INHERIT = Standard.INHERIT;

  /// For the standard error stream only: the destination of the standard output, in the order of
  /// the child's writes.
  Stdio STDOUT = Standard.STDOUT;

  /// A file: read for input; for output, created if it does not exist, and overwritten if it does.
  static Stdio file(Path path) {
    return new File(path, false);
  }

  /// A file for output, written at its end; created if it does not exist.
  static Stdio appendTo(Path path) {
    return new File(path, true);
  }

  /// The choices that need no arguments.
  enum Standard implements Stdio {
    /// See [Stdio#PIPE].
    PIPE,
    /// See [Stdio#DEVNULL].
    DEVNULL,
    /// See [Stdio#INHERIT].
    INHERIT,
    /// See [Stdio#STDOUT].
    STDOUT
  }

  /// See [Stdio#file(Path)] and [Stdio#appendTo(Path)].
  ///
  /// @param append whether the existing content stays
  record File(Path path, boolean append) implements Stdio {}
}
