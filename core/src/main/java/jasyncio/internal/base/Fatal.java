package jasyncio.internal.base;

import jasyncio.KeyboardInterrupt;

/// Recognizes the failures that end a loop's run wherever they are thrown; all others are reported,
/// and the loop continues.
///
/// | failure | ends the run | because |
/// |---|---|---|
/// | `KeyboardInterrupt` | yes | the user wants that |
/// | `OutOfMemoryError` of a task, a callback or a protocol | no | the code that asked for the memory has been left by now, and what it held is free |
/// | `OutOfMemoryError` of the loop's own code between steps, of the end of a task, or of a report | yes, with no help of this class: nothing catches it | what should have happened then would be lost without a word |
/// | `StackOverflowError` | no | the deep stack has been left by now |
/// | any other `VirtualMachineError`, such as `InternalError` | yes | the JVM itself is broken |
///
/// Mirrors how asyncio treats `KeyboardInterrupt` and `SystemExit`; `MemoryError` and
/// `RecursionError` are ordinary failures there, too.
public final class Fatal {
  private Fatal() {}

  /// Returns whether `failure` ends the run.
  public static boolean is(Throwable failure) {
    return failure instanceof KeyboardInterrupt
        || (failure instanceof VirtualMachineError
            && !(failure instanceof OutOfMemoryError || failure instanceof StackOverflowError));
  }

  /// Throws `failure` if it ends the run; otherwise does nothing.
  public static void rethrowIfFatal(Throwable failure) {
    if (is(failure)) {
      throw (Error) failure;
    }
  }
}
