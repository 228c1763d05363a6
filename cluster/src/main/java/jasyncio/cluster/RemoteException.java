package jasyncio.cluster;

import org.jspecify.annotations.Nullable;

/// What a function failed with on another member, where the failure itself cannot come here: its
/// class is not allowed or not known (see [ClusterOptions#withAllowed]).
public final class RemoteException extends ClusterException {
  private static final long serialVersionUID = 1;

  private final String type;
  private final @Nullable String text;
  private final String traceback;

  /// A failure with its stack as text.
  public RemoteException(
      String function, Member member, String type, @Nullable String text, String traceback) {
    super(
        "%s on member %s failed with %s\n%s"
            .formatted(
                function, member, text == null ? type : type + ": " + text, traceback.strip()));
    this.type = type;
    this.text = text;
    this.traceback = traceback;
  }

  /// The class of the failure.
  public String type() {
    return type;
  }

  /// Its message; null if it had none.
  public @Nullable String text() {
    return text;
  }

  /// Its stack, and the tasks that it went through there, as [jasyncio.Traceback] shows them.
  public String traceback() {
    return traceback;
  }
}
