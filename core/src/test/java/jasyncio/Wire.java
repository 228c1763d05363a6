package jasyncio;

import static jasyncio.Asyncio.getRunningLoop;

import jasyncio.internal.loop.Loop;
import jasyncio.internal.transport.Backpressure;
import jasyncio.internal.transport.Receiver;
import jasyncio.internal.transport.TransportContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Two transports in memory, each of which receives the data that the other sends, cut as the test
/// wants.
final class Wire {
  final End left = new End("left");
  final End right = new End("right");

  /// Maps the number of bytes under way to the number that arrive at once.
  IntUnaryOperator pieces = IntUnaryOperator.identity();

  final class End implements Transport {
    private final EventLoop loop = getRunningLoop();
    private final String name;
    private final Backpressure backpressure =
        new Backpressure(new TransportContext(loop, ((Loop) loop).channels()), this);
    private Receiver receiver = Receiver.of(new Protocol() {});

    // bytes on their way to this end
    private byte[] coming = {};
    private boolean endComing;
    private boolean endTold;
    private boolean pumping;
    private boolean paused;
    private boolean closing;
    private boolean lost;

    /// The number of bytes that have been sent from this end in all.
    int sent;

    /// The number of bytes that get through from this end, before it seems to have ended.
    int cutAfter = Integer.MAX_VALUE;

    private End(String name) {
      this.name = name;
    }

    @Override
    public void write(byte[] data) {
      if (closing) {
        return;
      }
      other().inject(Arrays.copyOf(data, Math.clamp(cutAfter - sent, 0, data.length)));
      sent += data.length;
      if (sent > cutAfter) {
        writeEof();
      }
      backpressure.grown(other().coming.length);
    }

    /// Puts bytes on the way to this end that the other end has not sent.
    void inject(byte[] data) {
      coming = Arrays.copyOf(coming, coming.length + data.length);
      System.arraycopy(data, 0, coming, coming.length - data.length, data.length);
      pump();
    }

    /// The number of bytes that have not arrived here yet.
    int pending() {
      return coming.length;
    }

    private End other() {
      return this == left ? right : left;
    }

    private void pump() {
      if (!pumping) {
        pumping = true;
        loop.callSoon(this::deliver);
      }
    }

    private void deliver() {
      pumping = false;
      if (paused || closing) {
        return;
      }
      if (coming.length == 0) {
        deliverEnd();
        return;
      }
      pump();
      Protocol plain = receiver.plain();
      BufferedProtocol buffered = receiver.buffered();
      if (plain != null) {
        plain.dataReceived(take(coming.length));
      } else if (buffered != null) {
        ByteBuffer buffer = buffered.getBuffer(-1);
        byte[] piece = take(buffer.remaining());
        buffer.put(piece);
        buffered.bufferUpdated(piece.length);
      }
      other().backpressure.shrunk(coming.length);
      if (coming.length == 0 && other().closing) {
        other().lose(null);
      }
    }

    private byte[] take(int room) {
      int length = Math.clamp(pieces.applyAsInt(coming.length), 1, coming.length);
      byte[] piece = Arrays.copyOf(coming, Math.min(room, length));
      coming = Arrays.copyOfRange(coming, piece.length, coming.length);
      return piece;
    }

    private void deliverEnd() {
      if (endComing && !endTold) {
        endTold = true;
        if (!receiver.eofReceived()) {
          close();
        }
      }
    }

    @Override
    public boolean canWriteEof() {
      return true;
    }

    @Override
    public void writeEof() {
      other().endComing = true;
      other().pump();
    }

    @Override
    public void close() {
      if (!closing) {
        closing = true;
        writeEof();
        if (other().coming.length == 0 || other().closing) {
          lose(null);
        }
      }
    }

    @Override
    public void abort() {
      other().coming = new byte[0];
      closing = true;
      writeEof();
      lose(null);
      if (other().closing) {
        other().lose(null);
      }
    }

    /// Breaks this end.
    void lose(@Nullable Throwable cause) {
      closing = true;
      if (!lost) {
        lost = true;
        loop.callSoon(() -> receiver.protocol().connectionLost(cause));
      }
    }

    @Override
    public boolean isClosing() {
      return closing;
    }

    @Override
    public boolean isReading() {
      return !paused && !closing;
    }

    @Override
    public void pauseReading() {
      paused = true;
    }

    @Override
    public void resumeReading() {
      paused = false;
      pump();
    }

    @Override
    public int getWriteBufferSize() {
      return other().coming.length;
    }

    @Override
    public WaterMarks getWriteBufferLimits() {
      return backpressure.marks();
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
      backpressure.marks(new WaterMarks(low, high), other().coming.length);
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
      receiver = Receiver.of(protocol);
    }

    @Override
    public BaseProtocol getProtocol() {
      return receiver.protocol();
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
      return null;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
