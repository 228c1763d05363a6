package jasyncio;

import java.nio.file.Path;

/// What a child process has for its standard input, output or errors.
///
/// Mirrors the constants of `asyncio.subprocess`; [#INHERIT] is what Python calls `None`.
public sealed interface Stdio {

  /// A pipe between the child and this program.
  Stdio PIPE = Standard.PIPE;

  /// Nothing: input that is at its end, output that is dropped.
  Stdio DEVNULL = Standard.DEVNULL;

  /// What this program has.
  Stdio INHERIT = Standard.INHERIT;

  /// For errors only: wherever the child's standard output goes, in the order of its writes.
  Stdio STDOUT = Standard.STDOUT;

  /// A file: read from for input; for output, made if it is not there, and overwritten if it is.
  static Stdio file(Path path) {
    return new File(path, false);
  }

  /// A file for output, written to at its end; made if it is not there.
  static Stdio appendTo(Path path) {
    return new File(path, true);
  }

  /// What needs no more than a name.
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
  /// @param append whether what is there stays
  record File(Path path, boolean append) implements Stdio {}
}
