package jasyncio.cli;

/// The reason why a source file cannot be run, in words that follow its name.
final class NotRunnable extends Exception {
  private static final long serialVersionUID = 1;

  NotRunnable(String reason) {
    super(reason);
  }
}
