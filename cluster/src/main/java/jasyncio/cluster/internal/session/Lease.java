package jasyncio.cluster.internal.session;

import jasyncio.EventLoop;
import java.time.Duration;

/// For how long a session may be trusted without another word from the majority.
///
/// A lease counts from the moment at which a batch was *proposed* that turned out to be in the log,
/// and the leader ends a session only when it has heard nothing of it for longer than that. So a
/// session knows that it may be over before anybody else is granted what it held, a process that
/// was stopped for a while included: the clock goes on meanwhile, and is asked at every look.
final class Lease {
  private final EventLoop loop;
  private final long nanos;
  private long validUntil;

  Lease(EventLoop loop, Duration length) {
    this.loop = loop;
    this.nanos = length.toNanos();
    this.validUntil = loop.time();
  }

  void renew(long proposedAt) {
    validUntil = Math.max(validUntil, proposedAt + nanos);
  }

  boolean isValid() {
    return loop.time() < validUntil;
  }
}
