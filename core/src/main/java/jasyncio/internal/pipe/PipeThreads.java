package jasyncio.internal.pipe;

import jasyncio.EventLoop;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.transport.ChannelErrors;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that read and write where the selector cannot watch. Any thread.
public final class PipeThreads {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private PipeThreads() {}

  static void start(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name + COUNT.incrementAndGet()).start(work);
  }

  /// Runs `news` on `loop`; gives false if that is closed.
  static boolean tell(EventLoop loop, Runnable news) {
    try {
      loop.callSoonThreadsafe(news);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// Closes a channel that another thread may be blocked in. The JDK's file channels bear that, and
  /// wake the other thread up. The close of any other stream may wait for a lock that the other
  /// thread holds, so the loop must not wait for it.
  static void close(Channel channel) {
    if (channel instanceof FileChannel) {
      ChannelErrors.closeQuietly(channel);
    } else {
      Thread closer =
          Thread.ofVirtual()
              .name("jasyncio-pipe-closer")
              .unstarted(() -> ChannelErrors.closeQuietly(channel));
      OutsideTask.run(closer::start);
    }
  }
}
