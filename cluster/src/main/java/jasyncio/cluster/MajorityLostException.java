package jasyncio.cluster;

import org.jspecify.annotations.Nullable;

/// This member has had no word from the majority of the members for longer than
/// [ClusterOptions#lease()], or it has left.
///
/// It no longer holds what it held, and its waits are over: a request to put an item or to publish
/// may have been done, or not. Once it finds the majority again, new requests work; what it held,
/// it has to acquire anew.
public final class MajorityLostException extends ClusterException {
  private static final long serialVersionUID = 1;

  /// Says what was asked for.
  public MajorityLostException(@Nullable String message) {
    super(message);
  }

  /// As above, with what led to it.
  public MajorityLostException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
