package jasyncio.internal.pipe;

import jasyncio.internal.net.Network;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// What reading and writing in threads of their own has in common. Any thread.
public final class PipeThreads {
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
      Network.closeQuietly(channel);
    } else {
      Thread.ofVirtual().name("jasyncio-pipe-closer").start(() -> Network.closeQuietly(channel));
    }
  }
}
