package jasyncio.internal.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;

/// Bytes on their way out, in order. Loop thread only.
public final class WriteQueue {
  // shared by the queues that never held anything, as most of them: nothing is ever put in here
  private static final ArrayDeque<ByteBuffer> NONE = new ArrayDeque<>(0);

  private ArrayDeque<ByteBuffer> pieces = NONE;

  // the remaining bytes of all pieces
  private long size;

  /// Tells whether there is nothing to send.
  public boolean isEmpty() {
    return size == 0;
  }

  /// The number of bytes, at most the largest `int`.
  public int size() {
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  /// Takes `piece` over: the caller must not touch it again.
  public void add(ByteBuffer piece) {
    if (!piece.hasRemaining()) {
      return;
    }
    if (pieces == NONE) {
      pieces = new ArrayDeque<>();
    }
    pieces.addLast(piece);
    size += piece.remaining();
  }

  /// Copies as much from the front as `target` has room for. Nothing leaves the queue.
  public void peek(ByteBuffer target) {
    for (ByteBuffer piece : pieces) {
      int count = Math.min(piece.remaining(), target.remaining());
      target.put(target.position(), piece, piece.position(), count);
      target.position(target.position() + count);
      if (!target.hasRemaining()) {
        return;
      }
    }
  }

  /// Drops `count` bytes from the front.
  public void remove(int count) {
    size -= count;
    for (int left = count; left > 0; ) {
      ByteBuffer piece = pieces.element();
      int step = Math.min(left, piece.remaining());
      piece.position(piece.position() + step);
      left -= step;
      if (!piece.hasRemaining()) {
        pieces.remove();
      }
    }
  }

  /// The pieces at the front that together hold `bytes`, or all if they hold less. Bytes taken out
  /// of them must be told to [#taken].
  public ByteBuffer[] front(int bytes) {
    var front = new ArrayList<ByteBuffer>();
    int held = 0;
    for (ByteBuffer piece : pieces) {
      front.add(piece);
      held += piece.remaining();
      if (held >= bytes) {
        break;
      }
    }
    return front.toArray(ByteBuffer[]::new);
  }

  /// Drops `count` bytes that were taken from the front by moving the positions of the pieces.
  public void taken(int count) {
    size -= count;
    while (!pieces.isEmpty() && !pieces.element().hasRemaining()) {
      pieces.remove();
    }
  }

  /// Drops everything.
  public void clear() {
    pieces = NONE;
    size = 0;
  }
}
