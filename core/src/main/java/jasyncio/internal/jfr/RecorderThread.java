package jasyncio.internal.jfr;

import jasyncio.internal.base.DaemonThread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;

/// A thread that writes events, because the recorder loses none of them there.
///
/// On the carrier engine, a task's code runs on a virtual thread that the loop's thread carries. Of
/// the events that a carrier writes, the recorder loses the one that follows an event of the
/// virtual thread, such as the JDK's for an exception that the task throws. So another thread
/// writes them; each names its loop.
public final class RecorderThread {
  private static final long PATIENCE_SECONDS = 5;

  private static final Executor THREAD =
      new ThreadPoolExecutor(
          0,
          1,
          PATIENCE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          work -> DaemonThread.unstarted("jasyncio recorder", work));

  private RecorderThread() {}

  /// Writes `events`, which have ended; they are in the recording when this method returns.
  static void commit(List<? extends Event> events) {
    CompletableFuture.runAsync(() -> events.forEach(Event::commit), THREAD).join();
  }
}
