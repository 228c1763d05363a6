package jasyncio.internal.thread;

import jasyncio.Action;
import jasyncio.Context;
import jasyncio.ExceptionContext;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.internal.loop.Droppable;
import jasyncio.internal.loop.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// An executor whose jobs are tasks of one loop. See [jasyncio.EventLoop#taskExecutor(int)].
///
/// Any thread may submit jobs, shut the executor down and wait for its end; it takes no lock, so
/// that none of them can delay the loop. Jobs begin and end on the loop's thread.
///
/// A job is accepted, waits until fewer than `limit` others run, and runs. It begins in the turn in
/// which it leaves the queue, so that [#shutdownNow()] gives back exactly the jobs that have not
/// begun.
final class TaskExecutor extends AbstractExecutorService {
  // set in `state` once the executor is shut down; the lower bits count the unfinished jobs
  private static final long SHUT_DOWN = 1L << 62;

  private final Loop loop;
  private final int limit;
  private final AtomicLong state = new AtomicLong();
  private final Queue<Job> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch terminated = new CountDownLatch(1);

  // the executors of the loop that have jobs; loop thread only
  private final Set<TaskExecutor> busy;

  // loop thread only
  private final Map<Job, Task<Void>> running = new LinkedHashMap<>();

  /// A job, compared by identity.
  private static final class Job {
    final Runnable body;
    final Context context = Context.copy();

    Job(Runnable body) {
      this.body = Objects.requireNonNull(body, "command");
    }

    /// Cancels the future of a job that will not run, or did not come to its end.
    void giveUp() {
      if (body instanceof Future<?> future) {
        future.cancel(false);
      }
    }
  }

  /// @param busy the executors of the loop that have jobs, to which this one adds itself
  TaskExecutor(Loop loop, int limit, Set<TaskExecutor> busy) {
    this.loop = loop;
    this.limit = limit;
    this.busy = busy;
  }

  // Jobs

  @Override
  public void execute(Runnable command) {
    Job job = new Job(command);
    accept(command);
    waiting.add(job);
    loop.callSoonThreadsafeIfOpen(new Start());
  }

  private void accept(Runnable command) {
    long before;
    do {
      before = state.get();
      if ((before & SHUT_DOWN) != 0 || loop.isClosed()) {
        throw new RejectedExecutionException(command + " came after the end of " + this);
      }
    } while (!state.compareAndSet(before, before + 1));
  }

  /// The step that begins waiting jobs on the loop's thread.
  private final class Start implements Droppable {
    @Override
    public void run() {
      startWaiting();
    }

    @Override
    public void dropped() {
      takeWaiting(Job::giveUp);
    }
  }

  private void startWaiting() {
    while (running.size() < limit) {
      Job job = waiting.poll();
      if (job == null) {
        return;
      }
      start(job);
    }
  }

  private void start(Job job) {
    busy.add(this);
    Action body = job.body::run;
    Task<Void> task;
    try {
      task =
          loop.createTask(body, TaskOptions.DEFAULTS.withContext(job.context).withEagerStart(true));
    } catch (Throwable t) { // of the program's task factory
      ended(job);
      reportFailure(t);
      return;
    }
    running.put(job, task);
    task.addDoneCallback(done -> {
      Throwable failure = task.cancelled() ? null : task.exception();
      if (failure != null) {
        reportFailure(failure);
      }
      ended(job);
      startWaiting();
    });
  }

  private void reportFailure(Throwable failure) {
    loop.callExceptionHandler(ExceptionContext.of("a job of " + this + " failed", failure));
  }

  private void ended(Job job) {
    running.remove(job);
    if (running.isEmpty()) {
      busy.remove(this);
    }
    job.giveUp();
    finished();
  }

  private void finished() {
    if (state.decrementAndGet() == SHUT_DOWN) {
      terminated.countDown();
    }
  }

  /// Takes out the jobs that wait, and hands each to `taken`.
  private void takeWaiting(Consumer<Job> taken) {
    for (Job job = waiting.poll(); job != null; job = waiting.poll()) {
      taken.accept(job);
      finished();
    }
  }

  // The end

  @Override
  public void shutdown() {
    if (state.getAndUpdate(before -> before | SHUT_DOWN) == 0) {
      terminated.countDown();
    }
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    List<Runnable> neverBegun = new ArrayList<>();
    takeWaiting(job -> neverBegun.add(job.body));
    loop.callSoonThreadsafeIfOpen(this::cancelRunning);
    return neverBegun;
  }

  private void cancelRunning() {
    List.copyOf(running.values()).forEach(task -> task.cancel("shutdownNow() of " + this));
  }

  /// Ends the executor of a loop that has closed: its tasks have ended, and no done-callback runs.
  void loopClosed() {
    shutdown();
    takeWaiting(Job::giveUp);
    List.copyOf(running.keySet()).forEach(this::ended);
  }

  @Override
  public boolean isShutdown() {
    return (state.get() & SHUT_DOWN) != 0;
  }

  @Override
  public boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    if (!isTerminated() && wouldStopLoop()) {
      throw new IllegalStateException(
          "awaitTermination() or close() here would stop "
              + loop
              + ", which the jobs need: call it in another thread, such as by toThread");
    }
    return terminated.await(timeout, unit);
  }

  private boolean wouldStopLoop() {
    return loop.isOnLoopThread() || (loop.isCurrent() && !loop.fibers().isCarrier());
  }

  @Override
  public String toString() {
    String phase = isTerminated() ? "terminated" : isShutdown() ? "shut down" : "open";
    return "TaskExecutor[" + loop + ", " + phase + ", jobs=" + (state.get() & ~SHUT_DOWN) + "]";
  }
}
