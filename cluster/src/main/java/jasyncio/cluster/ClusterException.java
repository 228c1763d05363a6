package jasyncio.cluster;

import jasyncio.AsyncioException;
import org.jspecify.annotations.Nullable;

/// The root of what goes wrong with a cluster.
public class ClusterException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says what was expected and what came.
  public ClusterException(@Nullable String message) {
    super(message);
  }

  /// As above, with what led to it.
  public ClusterException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
