package jasyncio.test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/// One direction of a connection: bytes on their way from one socket to the other, and those that
/// have arrived and wait to be read. Loop thread only.
///
/// A timer is set for each piece. Pieces arrive in order, each not before the one ahead of it.
/// While the link is cut, they stay where they are until the network resumes the flow.
final class Flow {
  // the bytes that senders may have under way, as with a usual socket: its own buffer and the
  // receiver's
  private static final int CAPACITY = 256 * 1024;
  private static final int MOST_IN_PIECE = 16 * 1024;
  private static final Duration RETRANSMISSION = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  // marks the end; a piece with this identity
  private static final byte[] END = {};

  private final TcpSocket sender;
  private final TcpSocket receiver;
  private final Network network;
  private final ArrayDeque<byte[]> underWay = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
  private int held; // bytes in both
  private long lastArrival;
  private boolean endSent;
  private boolean ended;
  private boolean stalled;

  // number of the current stall, which identifies its timer
  private int stalls;

  Flow(TcpSocket sender, TcpSocket receiver) {
    this.sender = sender;
    this.receiver = receiver;
    this.network = sender.host().network();
  }

  // The sender's end

  boolean hasRoom() {
    return held < CAPACITY;
  }

  int write(ByteBuffer data) {
    int taken = Math.min(data.remaining(), CAPACITY - held);
    byte[] bytes = new byte[taken];
    data.get(bytes);
    held += taken;
    for (int sent = 0; sent < taken; ) {
      int length = lengthOfPiece(taken - sent);
      send(Arrays.copyOfRange(bytes, sent, sent + length));
      sent += length;
    }
    return taken;
  }

  private int lengthOfPiece(int left) {
    int length = Math.min(left, MOST_IN_PIECE);
    return length > 1 && network.splits() ? network.cutOf(length) : length;
  }

  void end() {
    if (!endSent) {
      endSent = true;
      send(END);
    }
  }

  private void send(byte[] piece) {
    underWay.add(piece);
    if (!stalled) {
      schedule(piece);
    }
  }

  private void schedule(byte[] piece) {
    long travel = network.travelTime(sender.host(), receiver.host(), piece.length);
    while (network.link(sender.host(), receiver.host()).losesPacket()) {
      travel += RETRANSMISSION.toNanos();
    }
    lastArrival = Math.max(lastArrival, network.now() + travel);
    network.later(lastArrival - network.now(), this::arrive);
  }

  private void arrive() {
    if (stalled || underWay.isEmpty()) {
      return; // resume() has set other timers
    }
    if (!network.isOpen(sender.host(), receiver.host())) {
      stall();
      return;
    }
    take(underWay.remove());
  }

  private void stall() {
    if (sender.isVanished()) {
      underWay.clear(); // these are not sent again
      return;
    }
    stalled = true;
    int stall = ++stalls;
    network.stall(this);
    network.later(
        PATIENCE.toNanos(),
        () -> {
          if (stalled && stall == stalls) {
            underWay.clear();
            sender.fail(new IOException("Connection timed out"));
          }
        });
  }

  /// Sends the pieces again that did not get through.
  void resume() {
    stalled = false;
    underWay.forEach(this::schedule);
  }

  // The receiver's end

  private void take(byte[] piece) {
    if (!receiver.isAlive()) {
      // the connection does not exist any more: reset the sender
      if (piece != END) {
        receiver.sendReset();
      }
    } else if (piece == END) {
      ended = true;
    } else {
      arrived.add(ByteBuffer.wrap(piece));
    }
  }

  boolean isReadable() {
    return !arrived.isEmpty() || ended;
  }

  boolean hasUnread() {
    return !arrived.isEmpty();
  }

  /// Drops the bytes, because the receiver will not read any more.
  void drop() {
    arrived.clear();
  }

  /// Reads like a channel: -1 at the end.
  int read(ByteBuffer target) {
    int count = 0;
    while (target.hasRemaining() && !arrived.isEmpty()) {
      ByteBuffer piece = arrived.element();
      int length = Math.min(piece.remaining(), target.remaining());
      target.put(target.position(), piece, piece.position(), length);
      target.position(target.position() + length);
      piece.position(piece.position() + length);
      count += length;
      if (!piece.hasRemaining()) {
        arrived.remove();
      }
    }
    held -= count;
    return count == 0 && ended && target.hasRemaining() ? -1 : count;
  }
}
