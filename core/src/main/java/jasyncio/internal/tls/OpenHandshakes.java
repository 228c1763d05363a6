package jasyncio.internal.tls;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The handshakes of one server that are in progress, the oldest first. Above their limit the
/// oldest is given up: a flood of clients that never come to an end cannot keep new ones out.
///
/// Loop thread only.
public final class OpenHandshakes {
  // the memory of a handshake: the engine's, and a buffer for a part of a record; measured
  private static final int BYTES = 128 * 1024;
  private static final int MOST = 4096;
  private static final int FEWEST = 64;

  // handshakes may have this fraction of the heap
  private static final int SHARE = 8;

  private final int limit;
  private final SequencedSet<Handshake> open = new LinkedHashSet<>();

  /// @param limit the most that may be in progress
  public OpenHandshakes(int limit) {
    this.limit = limit;
  }

  /// The limit of a server that names none, for the memory of this process.
  public static int defaultLimit() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / SHARE / BYTES, FEWEST, MOST);
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
