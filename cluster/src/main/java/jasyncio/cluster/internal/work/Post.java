package jasyncio.cluster.internal.work;

import jasyncio.cluster.Member;
import jasyncio.cluster.internal.wire.Frame;

/// Sends frames to members.
@FunctionalInterface
public interface Post {
  /// Sends `frame`; frames to one member arrive in order, or not at all once the member is lost.
  void send(Member to, Frame frame);
}
