package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Lock;
import jasyncio.Queue;
import jasyncio.Task;
import jasyncio.TimerHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// One of the workloads that every task runtime has: `Micro WORKLOAD`. Figures are nanoseconds
/// (bytes for `mem`) per yield, task, timer and so on; README.md describes each.
public final class Micro {
  private static final int MILLION = 1_000_000;
  private static final Duration LONG = seconds(60);

  private Micro() {}

  /// Runs a workload; see the description of the class.
  public static void main(String[] args) {
    String name = args.length == 1 ? args[0] : "";
    switch (name) {
      case "switch" -> repeat(Micro::switches);
      case "spawn" -> repeat(Micro::spawn);
      case "bare" -> floor();
      case "queue1" -> repeat(harness -> queue(harness, name, 1));
      case "queue100" -> repeat(harness -> queue(harness, name, 100));
      case "lock" -> repeat(Micro::lock);
      case "gather" -> repeat(Micro::gatherMany);
      case "timer" -> repeat(Micro::timer);
      case "rawtimer" -> repeat(Micro::rawTimer);
      case "sleepcancel" -> repeat(Micro::sleepCancel);
      case "xthread" -> repeat(Micro::crossThread);
      case "mem" -> run(() -> new Harness().once(Micro::memory));
      case "hello" -> run(() -> System.out.println("hello"));
      default -> System.out.println("n/a");
    }
  }

  private static void repeat(Harness.Workload workload) {
    run(() -> new Harness().repeat(workload));
  }

  /// Runs the workloads `switch` and `spawn` in turns with the same of bare virtual threads.
  private static void floor() {
    Harness nine = new Harness(9);
    run(() ->
        nine.repeat(harness -> {
          switches(harness);
          spawn(harness);
          onPlatformThread(() -> {
            bareSwitches(harness);
            bareSpawn(harness);
          });
        }));
  }

  /// Runs `body` on a thread of the same kind as the loop's, because virtual threads cannot carry
  /// others.
  private static void onPlatformThread(Runnable body) throws InterruptedException {
    Thread.ofPlatform().start(body).join();
  }

  private static void bareSwitches(Harness harness) {
    var threads = new BareThreads();
    long began = Harness.now();
    for (int i = 0; i < 1_000; i++) {
      threads.start(() -> {
        for (int n = 0; n < 1_000; n++) {
          threads.yieldTurn();
        }
      });
    }
    threads.run();
    harness.put("bare_switch", (Harness.now() - began) / 1e6);
  }

  private static void bareSpawn(Harness harness) {
    var threads = new BareThreads();
    long began = Harness.now();
    for (int i = 0; i < MILLION; i++) {
      threads.start(() -> {});
    }
    threads.run();
    harness.put("bare_spawn", (Harness.now() - began) / 1e6);
  }

  private static void join(List<? extends Future<?>> tasks) {
    for (Future<?> task : tasks) {
      await(task);
    }
  }

  // Tasks

  /// 1,000 tasks that yield 1,000 times each.
  private static void switches(Harness harness) {
    var tasks = new ArrayList<Task<Void>>();
    long began = Harness.now();
    for (int i = 0; i < 1_000; i++) {
      tasks.add(createTask(Coroutine.of(Micro::yieldOften)));
    }
    join(tasks);
    harness.put("switch", (Harness.now() - began) / 1e6);
  }

  private static void yieldOften() {
    for (int i = 0; i < 1_000; i++) {
      await(sleep(Duration.ZERO));
    }
  }

  /// A million tasks that return at once; the last is created before the first is joined.
  private static void spawn(Harness harness) {
    var tasks = new ArrayList<Task<Void>>(MILLION);
    long began = Harness.now();
    for (int i = 0; i < MILLION; i++) {
      tasks.add(createTask(Coroutine.of(() -> {})));
    }
    join(tasks);
    harness.put("spawn", (Harness.now() - began) / 1e6);
  }

  /// 100 times 10,000 children that return a number.
  private static void gatherMany(Harness harness) {
    long began = Harness.now();
    for (int round = 0; round < 100; round++) {
      long sum = 0;
      for (int value : await(gather(numbers(10_000)))) {
        sum += value;
      }
      check(sum == 49_995_000, "sum " + sum);
    }
    harness.put("gather", (Harness.now() - began) / 1e6);
  }

  private static List<Coroutine<Integer>> numbers(int count) {
    var numbers = new ArrayList<Coroutine<Integer>>(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      numbers.add(() -> number);
    }
    return numbers;
  }

  /// A million tasks that wait for ever, and the memory they take.
  private static void memory(Harness harness) throws IOException {
    long liveBefore = liveBytes();
    long residentBefore = residentBytes();
    var tasks = new ArrayList<Task<Void>>(MILLION);
    for (int i = 0; i < MILLION; i++) {
      tasks.add(createTask(() -> await(getRunningLoop().<Void>createFuture())));
    }
    await(sleep(millis(50)));
    harness.put("mem_live", (liveBytes() - liveBefore) / 1e6);
    harness.put("mem_rss", (residentBytes() - residentBefore) / 1e6);
    System.out.flush();
    // the end of the run would cancel a million tasks first
    Runtime.getRuntime().halt(tasks.getLast().done() ? 1 : 0);
  }

  private static long liveBytes() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// The resident memory of this process. Linux only, as the peers are.
  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }

  // Queues and locks

  /// One task puts a million items into a queue of `maxsize`, another one gets them.
  private static void queue(Harness harness, String metric, int maxsize) {
    var queue = new Queue<Integer>(maxsize);
    long began = Harness.now();
    var producer = createTask(Coroutine.of(() -> putMany(queue)));
    var consumer = createTask(Coroutine.of(() -> getMany(queue)));
    join(List.of(producer, consumer));
    harness.put(metric, (Harness.now() - began) / 1e6);
  }

  private static void putMany(Queue<Integer> queue) {
    for (int i = 0; i < MILLION; i++) {
      await(queue.put(7));
    }
  }

  private static void getMany(Queue<Integer> queue) {
    for (int i = 0; i < MILLION; i++) {
      await(queue.get());
    }
  }

  /// 1,000 tasks acquire one lock 200 times each, and yield while they hold it.
  private static void lock(Harness harness) {
    var lock = new Lock();
    var tasks = new ArrayList<Task<Void>>();
    long began = Harness.now();
    for (int i = 0; i < 1_000; i++) {
      tasks.add(createTask(Coroutine.of(() -> acquireOften(lock))));
    }
    join(tasks);
    harness.put("lock", (Harness.now() - began) / 2e5);
  }

  private static void acquireOften(Lock lock) {
    for (int i = 0; i < 200; i++) {
      try (var _ = await(lock.acquire())) {
        await(sleep(Duration.ZERO));
      }
    }
  }

  // Timers

  /// A million tasks that sleep up to a second.
  private static void timer(Harness harness) {
    var sleepers = new Sleepers();
    var tasks = new ArrayList<Task<Void>>(MILLION);
    var random = new Random(1);
    long began = Harness.now();
    long cpu = Harness.cpuNanos();
    for (int i = 0; i < MILLION; i++) {
      tasks.add(createTask(sleepers.sleeping(millis(random.nextInt(1_000)))));
    }
    join(tasks);
    harness.put("timer_sched", (sleepers.lastBegan - began) / 1e6);
    harness.put("timer_cpu", (Harness.cpuNanos() - cpu) / 1e6);
    harness.put("timer_over", (Harness.now() - began - 1e9) / 1e6);
  }

  /// A million timers set, then cancelled.
  private static void rawTimer(Harness harness) {
    EventLoop loop = getRunningLoop();
    var timers = new ArrayList<TimerHandle>(MILLION);
    var random = new Random(1);
    long began = Harness.now();
    for (int i = 0; i < MILLION; i++) {
      timers.add(loop.callLater(LONG.plusMillis(random.nextInt(1_000)), () -> {}));
    }
    long set = Harness.now();
    timers.forEach(TimerHandle::cancel);
    harness.put("raw_sched", (set - began) / 1e6);
    harness.put("raw_cancel", (Harness.now() - set) / 1e6);
  }

  /// A million sleeping tasks cancelled, and joined.
  private static void sleepCancel(Harness harness) {
    var sleepers = new Sleepers();
    var tasks = new ArrayList<Task<Void>>(MILLION);
    for (int i = 0; i < MILLION; i++) {
      tasks.add(createTask(sleepers.sleeping(LONG)));
    }
    await(sleep(millis(50)));
    check(sleepers.count == MILLION, sleepers.count + " asleep");
    long began = Harness.now();
    tasks.forEach(Task::cancel);
    tasks.forEach(Micro::joinCancelled);
    harness.put("sleep_cancel", (Harness.now() - began) / 1e6);
  }

  private static void joinCancelled(Task<?> task) {
    try {
      await(task);
    } catch (CancelledError e) {
      return;
    }
    throw new IllegalStateException(task + " was not cancelled");
  }

  /// Counts the tasks that have begun to sleep.
  private static final class Sleepers {
    int count;
    long lastBegan;

    Coroutine<Void> sleeping(Duration delay) {
      return () -> {
        if (++count == MILLION) {
          lastBegan = Harness.now();
        }
        return await(sleep(delay));
      };
    }
  }

  // Threads

  /// Another thread posts a million callbacks, and then single ones to an idle loop.
  private static void crossThread(Harness harness) throws InterruptedException {
    var posts = new Posts(getRunningLoop());
    long began = Harness.now();
    Thread poster = Thread.ofPlatform().start(posts);
    await(posts.allRan);
    harness.put("xt_post", (posts.burstEnd - began) / 1e6);
    poster.join();
    Arrays.sort(posts.latencies);
    harness.put("xt_lat_p50", posts.percentile(50));
    harness.put("xt_lat_p99", posts.percentile(99));
  }

  /// The work of the other thread. The fields of the callbacks belong to the loop's thread.
  private static final class Posts implements Runnable {
    private static final long PAUSE_NANOS = 500_000;

    final EventLoop loop;
    final Future<String> allRan;
    final CountDownLatch burstRan = new CountDownLatch(1);
    final long[] latencies = new long[2_000];
    long burstEnd;
    private int ran;

    Posts(EventLoop loop) {
      this.loop = loop;
      this.allRan = loop.createFuture();
    }

    @Override
    public void run() {
      for (int i = 0; i < MILLION; i++) {
        loop.callSoonThreadsafe(this::ran);
      }
      awaitIdleLoop();
      for (int i = 0; i < latencies.length; i++) {
        postOne(i);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    private void awaitIdleLoop() {
      try {
        burstRan.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
      LockSupport.parkNanos(40 * PAUSE_NANOS);
    }

    private void postOne(int index) {
      long posted = Harness.now();
      loop.callSoonThreadsafe(() -> arrived(index, Harness.now() - posted));
    }

    double percentile(int percent) {
      return latencies[latencies.length * percent / 100];
    }

    private void ran() {
      if (++ran == MILLION) {
        burstEnd = Harness.now();
        burstRan.countDown();
      }
    }

    private void arrived(int index, long latency) {
      latencies[index] = latency;
      if (index == latencies.length - 1) {
        allRan.setResult("all");
      }
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
