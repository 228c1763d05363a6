package jasyncio.internal.base;

import org.jspecify.annotations.Nullable;

/// The first failure of several steps that must all be tried, with the others beside it. One
/// thread.
public final class FirstFailure {
  private @Nullable Throwable first;

  /// Runs `step`, and keeps its failure.
  public void run(Runnable step) {
    try {
      step.run();
    } catch (Throwable t) {
      if (first == null) {
        first = t;
      } else if (first != t) { // an exception cannot suppress itself
        first.addSuppressed(t);
      }
    }
  }

  /// Throws the failure, if there is one.
  public void throwIfAny() {
    throwUnless(null);
  }

  /// Throws the failure, if there is one other than `known`.
  public void throwUnless(@Nullable Throwable known) {
    if (first != null && first != known) {
      throw Sneaky.<RuntimeException>unchecked(first);
    }
  }
}
