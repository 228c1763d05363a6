package jasyncio;

/// Thrown when Ctrl-C, or an interrupt of the thread that runs the loop, ended
/// [Asyncio#run(Coroutine)].
///
/// An `Error`, so that `catch (Exception e)` lets it through. A program started with `./jasyncio
/// run` that ends with it has exit code 130. Mirrors Python's `KeyboardInterrupt`.
public final class KeyboardInterrupt extends Error {
  private static final long serialVersionUID = 1;

  /// An interrupt of the run.
  public KeyboardInterrupt() {
    super("interrupted");
  }
}
