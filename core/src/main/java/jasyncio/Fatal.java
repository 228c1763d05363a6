package jasyncio;

/// What ends a loop's run, wherever it is thrown, instead of being reported while the loop goes on.
///
/// Mirrors how asyncio treats `KeyboardInterrupt` and `SystemExit`. An overflowing stack is an
/// ordinary failure of the code that overflowed it.
final class Fatal {
  private Fatal() {}

  static boolean is(Throwable failure) {
    return failure instanceof KeyboardInterrupt
        || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
  }

  static void rethrowIfFatal(Throwable failure) {
    if (is(failure)) {
      throw (Error) failure;
    }
  }
}
