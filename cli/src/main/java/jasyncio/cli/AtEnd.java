package jasyncio.cli;

/// An action that runs once when a program is over: at the end of its `main`, which closes this, or
/// before that when the JVM exits, by `System.exit` or a Ctrl-C.
final class AtEnd implements AutoCloseable {
  private final Runnable last;
  private final Thread hook;

  AtEnd(Runnable last) {
    this.last = last;
    this.hook = new Thread(last, "jasyncio at the end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the JVM exits, and so does it
    }
    last.run();
  }
}
