package jasyncio.cluster;

import org.jspecify.annotations.Nullable;

/// No member, or not the one asked, runs a function of this name: see
/// [ClusterOptions#withFunction].
public final class UnknownFunctionException extends ClusterException {
  private static final long serialVersionUID = 1;

  /// Says which function, and which there are.
  public UnknownFunctionException(@Nullable String message) {
    super(message);
  }
}
