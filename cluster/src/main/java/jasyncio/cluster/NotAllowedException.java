package jasyncio.cluster;

import org.jspecify.annotations.Nullable;

/// A value cannot go from one member to another: its class is not allowed or not known there, or it
/// is too large. See [ClusterOptions#withAllowed] and [ClusterOptions#withMostBytes].
public final class NotAllowedException extends ClusterException {
  private static final long serialVersionUID = 1;

  /// Says what cannot go.
  public NotAllowedException(@Nullable String message) {
    super(message);
  }

  /// As above, with what led to it.
  public NotAllowedException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
