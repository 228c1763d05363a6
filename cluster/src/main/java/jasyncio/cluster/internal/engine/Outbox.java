package jasyncio.cluster.internal.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jspecify.annotations.Nullable;

/// Sends to one member, in a thread of its own, as the engine blocks where its credit for that
/// member is used up. The thread ends when there is nothing to send.
final class Outbox {
  private static final System.Logger LOGGER = System.getLogger("jasyncio.cluster");

  private final JChannel channel;
  private final Address to;

  // guarded by this
  private final Queue<byte[]> frames = new ArrayDeque<>();
  private boolean sending;

  Outbox(JChannel channel, Address to) {
    this.channel = channel;
    this.to = to;
  }

  synchronized void add(byte[] frame) {
    frames.add(frame);
    if (!sending) {
      sending = true;
      Thread.ofVirtual().name("jasyncio-cluster-outbox").start(this::sendAll);
    }
  }

  private synchronized byte @Nullable [] next() {
    byte[] next = frames.poll();
    sending = next != null;
    return next;
  }

  private void sendAll() {
    for (byte[] frame; (frame = next()) != null; ) {
      try {
        channel.send(new BytesMessage(to, frame));
      } catch (Exception e) {
        // who is gone is told of by the membership
        LOGGER.log(System.Logger.Level.DEBUG, "not sent to " + to, e);
      }
    }
  }
}
