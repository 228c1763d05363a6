package jasyncio.internal.base;

import jasyncio.KeyboardInterrupt;

/// Recognizes the failures that end a loop's run wherever they are thrown; all others are reported,
/// and the loop continues.
///
/// Mirrors how asyncio treats `KeyboardInterrupt` and `SystemExit`. A stack overflow is an ordinary
/// failure of the code that overflowed. Mirrors how asyncio treats `KeyboardInterrupt` and
/// `SystemExit`. An overflowing stack is an ordinary failure of the code that overflowed it.
public final class Fatal {
  private Fatal() {}

  /// Returns whether `failure` ends the run.
  public static boolean is(Throwable failure) {
    return failure instanceof KeyboardInterrupt
        || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
  }

  /// Throws `failure` if it ends the run; otherwise does nothing.
  public static void rethrowIfFatal(Throwable failure) {
    if (is(failure)) {
      throw (Error) failure;
    }
  }
}
