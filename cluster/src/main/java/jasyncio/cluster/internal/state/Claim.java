package jasyncio.cluster.internal.state;

import java.io.Serializable;

/// One request of a session, and what it waits for or holds.
///
/// @param session whose it is
/// @param number counts the requests of the session
public record Claim(String session, long number) implements Serializable {
  @Override
  public String toString() {
    return session + ":" + number;
  }
}
