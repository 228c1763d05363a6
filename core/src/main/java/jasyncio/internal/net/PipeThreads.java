package jasyncio.internal.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// What reading and writing in threads of their own has in common. Any thread.
final class PipeThreads {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private PipeThreads() {}

  static void start(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name + COUNT.incrementAndGet()).start(work);
  }

  /// Closes a channel that another thread may be blocked in. The JDK's file channels bear that, and
  /// wake the other thread up. Somebody's stream may wait for a lock that the other thread holds,
  /// so that is not the loop's to wait for.
  static void close(Channel channel) {
    if (channel instanceof FileChannel) {
      TcpNetwork.closeQuietly(channel);
    } else {
      Thread.ofVirtual().name("jasyncio-pipe-closer").start(() -> TcpNetwork.closeQuietly(channel));
    }
  }

  /// A stream as a channel that keeps nothing back.
  static WritableByteChannel channelOf(OutputStream stream) {
    return new Flushing(stream);
  }

  private static final class Flushing implements WritableByteChannel {
    private final OutputStream stream;
    private volatile boolean closed;

    Flushing(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
      int count = data.remaining();
      byte[] bytes = new byte[count];
      data.get(bytes);
      stream.write(bytes);
      stream.flush();
      return count;
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      stream.close();
    }

    @Override
    public String toString() {
      return stream.toString();
    }
  }
}
