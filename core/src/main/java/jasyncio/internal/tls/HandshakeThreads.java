package jasyncio.internal.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that do the costly parts of handshakes, for all loops: as many as there are cores.
/// Platform threads, since virtual ones that compute would hold up all the others.
///
/// The newest part is done first. When there are more than can be done in time, a client that came
/// last is served, and not each too late. Any thread.
public final class HandshakeThreads {
  private static final int IDLE_SECONDS = 10;

  /// The one pool.
  public static final Executor SHARED = pool(Runtime.getRuntime().availableProcessors());

  private HandshakeThreads() {}

  static ThreadPoolExecutor pool(int threads) {
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new NewestFirst(),
            Thread.ofPlatform().daemon().name("jasyncio-tls-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static final class NewestFirst extends LinkedBlockingDeque<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable part) {
      return offerFirst(part);
    }
  }
}
