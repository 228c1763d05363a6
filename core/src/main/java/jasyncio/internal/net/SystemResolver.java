package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Resolver;
import jasyncio.internal.thread.WorkerPool;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// The system's resolver. It blocks, so it runs in threads of its own, which no slow job of another
/// kind can fill; the answer comes back by `callSoonThreadsafe`.
///
/// Answers are kept for some seconds, so that a burst of connections to one host asks once.
public final class SystemResolver implements Resolver {
  // Long enough for a burst, short beside the 30 s for which the JDK itself keeps an answer.
  private static final Duration KEPT_FOR = Duration.ofSeconds(5);
  private static final int MOST_KEPT = 256;

  private final EventLoop loop;
  private final AnswerCache answers;

  SystemResolver(EventLoop loop) {
    this.loop = loop;
    this.answers = new AnswerCache(loop, KEPT_FOR, MOST_KEPT);
  }

  @Override
  public Coroutine<List<InetAddress>> lookUp(String host) {
    return () -> {
      List<InetAddress> known = answers.get(host);
      if (known != null) {
        return known;
      }
      List<InetAddress> found =
          there("getaddrinfo", host, () -> List.of(InetAddress.getAllByName(host)));
      answers.put(host, found);
      return found;
    };
  }

  /// The name of the host at `address`; its digits if it has none. Suspends the current task.
  String name(InetAddress address) {
    return there("getnameinfo", address, address::getCanonicalHostName);
  }

  /// The result of `lookUp`, which runs on a resolver thread. Suspends the current task.
  private <T> T there(String operation, Object of, Callable<T> lookUp) {
    Future<T> answer = loop.createFuture(operation, of);
    var job = Threads.POOL.submit(() -> lookUpThere(lookUp, answer));
    try {
      return await(answer);
    } finally {
      job.cancel(false); // spares the thread a queued look-up that no task awaits any more
    }
  }

  /// Runs on a resolver thread.
  private <T> void lookUpThere(Callable<T> lookUp, Future<T> answer) {
    try {
      T found = lookUp.call();
      hand(answer, () -> answer.setResult(found));
    } catch (Throwable t) { // of any kind: the task must not wait for ever
      hand(answer, () -> answer.setException(t));
    }
  }

  private void hand(Future<?> answer, Runnable settle) {
    try {
      loop.callSoonThreadsafe(() -> {
        if (!answer.done()) { // it is done if the task was cancelled meanwhile
          settle.run();
        }
      });
    } catch (IllegalStateException e) {
      // The loop was closed meanwhile: no task is left that waits for the answer.
    }
  }

  /// The threads for look-ups, shared by all loops and made when first needed.
  private static final class Threads {
    // A look-up that gets no answer holds its thread for many seconds, so one or two are too few.
    private static final int MOST = 8;
    private static final Duration IDLE = Duration.ofSeconds(10);

    static final WorkerPool POOL = new WorkerPool("jasyncio-resolver-", MOST, IDLE);
  }
}
