package jasyncio.cli;

/// The reason why a process cannot be inspected, in words that follow its number.
final class NotInspectable extends Exception {
  private static final long serialVersionUID = 1;

  NotInspectable(String reason) {
    super(reason);
  }

  NotInspectable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
