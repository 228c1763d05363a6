package jasyncio.internal.base;

import jasyncio.KeyboardInterrupt;

/// What ends a loop's run, wherever it is thrown, instead of being reported while the loop goes on.
///
/// Mirrors how asyncio treats `KeyboardInterrupt` and `SystemExit`. An overflowing stack is an
/// ordinary failure of the code that overflowed it.
public final class Fatal {
  private Fatal() {}

  /// Whether `failure` is of that kind.
  public static boolean is(Throwable failure) {
    return failure instanceof KeyboardInterrupt
        || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
  }

  /// Throws `failure` on if it is of that kind.
  public static void rethrowIfFatal(Throwable failure) {
    if (is(failure)) {
      throw (Error) failure;
    }
  }
}
