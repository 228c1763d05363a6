package jasyncio.internal.tls;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The handshakes of one server that are in progress, the oldest first. Above their limit the
/// oldest is given up: a flood of clients that never come to an end cannot keep new ones out.
///
/// Loop thread only.
public final class OpenHandshakes {
  private final int limit;
  private final SequencedSet<Handshake> open = new LinkedHashSet<>();

  /// @param limit the most that may be in progress
  public OpenHandshakes(int limit) {
    this.limit = limit;
  }

  void begin(Handshake handshake) {
    open.addLast(handshake);
    if (open.size() > limit) {
      open.removeFirst().giveWay(limit);
    }
  }

  void end(Handshake handshake) {
    open.remove(handshake);
  }
}
