package jasyncio.cluster.internal.state;

import java.io.Serializable;
import java.util.Objects;

/// The name of a structure: structures of different kinds may have the same text.
public record Name(Kind kind, String text) implements Serializable {
  /// What a structure does.
  public enum Kind {
    /// Lets one through.
    LOCK,
    /// Lets a number through.
    SEMAPHORE,
    /// Lets one lead.
    ELECTION,
    /// Is set or not.
    EVENT,
    /// Lets all through once they are there.
    BARRIER,
    /// Passes items on.
    QUEUE,
    /// Gives items to all.
    BROADCAST
  }

  public Name {
    Objects.requireNonNull(text, "name");
  }

  @Override
  public String toString() {
    return text;
  }
}
