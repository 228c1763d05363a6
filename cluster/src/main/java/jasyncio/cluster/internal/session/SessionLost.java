package jasyncio.cluster.internal.session;

/// A session ended, or cannot be trusted any longer, before it had an answer.
public final class SessionLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// With the reason.
  public SessionLost(String message) {
    super(message);
  }
}
