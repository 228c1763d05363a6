package jasyncio.cluster.internal.state;

import java.io.Serializable;

/// The state of one structure. Requests wait in the order in which they stand in the log.
abstract sealed class Structure implements Serializable permits Permits, Mark, Gathering, Items {
  private static final long serialVersionUID = 1;

  /// Applies a request that is not a [Request.Withdraw].
  abstract void apply(Claim claim, Request request, Outcomes out);

  /// Ends the request of `claim`, which may wait, hold something, or be over.
  abstract void withdraw(Claim claim, Outcomes out);

  /// Ends all requests of a session.
  abstract void forget(String session, Outcomes out);

  /// Whether the structure is as a new one, so that nobody notices when it is dropped.
  abstract boolean isIdle();

  static IllegalArgumentException unfit(Structure structure, Request request) {
    return new IllegalArgumentException(
        request + " for " + structure.getClass().getSimpleName() + ": not one of its requests");
  }

  static Structure of(Name.Kind kind) {
    return switch (kind) {
      case LOCK, SEMAPHORE, ELECTION -> new Permits();
      case EVENT -> new Mark();
      case BARRIER -> new Gathering();
      case QUEUE -> new Items();
      case BROADCAST -> throw new IllegalArgumentException("a broadcast has no state");
    };
  }
}
