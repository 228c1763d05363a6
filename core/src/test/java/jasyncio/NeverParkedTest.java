package jasyncio;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.openUnixConnection;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.startUnixServer;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.toThread;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.Asyncio.waitOn;
import static jasyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No lock of the JDK's suspends a task in the middle of a call of the library, while two loops and
/// other threads contend for those locks.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class NeverParkedTest {
  private static final int LOOPS = 2;

  private final Logger logger = Logger.getLogger("jasyncio");
  private final LockedLog log = new LockedLog();
  private final Queue<String> parked = new ConcurrentLinkedQueue<>();
  private final List<Thread> contenders = new ArrayList<>();
  private volatile boolean over;

  @TempDir private Path folder;

  /// A log handler with a lock, as they have.
  private static final class LockedLog extends Handler {
    final ReentrantLock lock = new ReentrantLock();

    @Override
    public void publish(LogRecord record) {
      lock.lock();
      try {
        Thread.onSpinWait(); // it has nothing to write
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void contend() throws IOException {
    Files.writeString(folder.resolve("file"), "line of a file\n");
    logger.setUseParentHandlers(false);
    logger.addHandler(log);
    contender(this::holdTheLog);
    contender(NeverParkedTest::registerWithCleaners);
    contender(() -> Thread.ofVirtual().start(() -> {}));
  }

  private void contender(Runnable work) {
    contenders.add(
        Thread.ofPlatform()
            .start(() -> {
              while (!over) {
                work.run();
                LockSupport.parkNanos(1); // there are fewer cores than threads
              }
            }));
  }

  private void holdTheLog() {
    log.lock.lock();
    try {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    } finally {
      log.lock.unlock();
    }
  }

  private static void registerWithCleaners() {
    try {
      DatagramChannel.open().close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stopContending() throws InterruptedException {
    over = true;
    for (Thread contender : contenders) {
      contender.join();
    }
    logger.removeHandler(log);
    logger.setUseParentHandlers(true);
  }

  /// The parts of the library that tasks use.
  enum Part {
    TASKS(10) {
      @Override
      void use(Path folder) {
        Future<Void> never = getRunningLoop().createFuture();
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          tasks.add(createTask(() -> "value"));
        }
        await(gather(tasks));
        await(waitOn(tasks));
        for (Future<String> next : asCompleted(List.of(sleep(Duration.ZERO, "one"), () -> "two"))) {
          await(next);
        }
        Task<Void> shielded = createTask(() -> await(shield(never)));
        assertThatThrownBy(() -> await(waitFor(shielded, Duration.ZERO)))
            .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> await(timeout(Duration.ofNanos(1), () -> await(never))))
            .isInstanceOf(TimeoutException.class);
        await(
            taskGroup(group -> {
              group.createTask(sleep(Duration.ZERO));
              group.createTask(() -> "value");
            }));
      }
    },
    FAILURES(10) {
      @Override
      void use(Path folder) {
        EventLoop loop = getRunningLoop();
        Coroutine<Void> failing =
            () -> {
              throw new IllegalStateException("on purpose");
            };
        for (int i = 0; i < 20; i++) {
          createTask(failing); // and nobody looks
        }
        await(gatherOutcomes(List.of(failing, failing)));
        loop.callExceptionHandler(ExceptionContext.of("on purpose", null));
        loop.callSoon(() -> {
          throw new IllegalStateException("on purpose");
        });
        await(sleep(Duration.ZERO));
      }
    },
    SYNCHRONIZATION(10) {
      @Override
      void use(Path folder) {
        var queue = new jasyncio.Queue<Integer>(2);
        var lock = new Lock();
        var semaphore = new Semaphore(1);
        var limiter = new CapacityLimiter(1);
        var event = new Event();
        var barrier = new Barrier(2);
        var condition = new Condition();
        await(
            taskGroup(group -> {
              group.createTask(() -> {
                for (int i = 0; i < 10; i++) {
                  await(queue.put(i));
                }
                event.set();
                await(barrier.waitAll());
              });
              group.createTask(() -> {
                for (int i = 0; i < 10; i++) {
                  await(queue.get());
                }
                await(event.waitSet());
                await(barrier.waitAll());
              });
              for (int i = 0; i < 3; i++) {
                group.createTask(() -> {
                  try (var _ = await(lock.acquire());
                      var _ = await(semaphore.acquire());
                      var _ = await(limiter.acquire())) {
                    await(sleep(Duration.ZERO));
                  }
                  try (var _ = await(condition.acquire())) {
                    condition.signal();
                  }
                });
              }
            }));
      }
    },
    GENERATORS(10) {
      @Override
      void use(Path folder) {
        AsyncGenerator<Integer> numbers =
            asyncGenerator(emitter -> {
              for (int i = 0; i < 10; i++) {
                await(sleep(Duration.ZERO));
                emitter.yield(i);
              }
            });
        for (int number : numbers) {
          if (number == 5) {
            break;
          }
        }
      }
    },
    THREADS(20) {
      @Override
      void use(Path folder) {
        EventLoop loop = getRunningLoop();
        List<Future<String>> jobs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          jobs.add(loop.runInExecutor(null, () -> "done"));
        }
        assertThat(jobs).allSatisfy(job -> assertThat(job.toString()).isNotEmpty());
        await(gather(jobs));
        var source = new FutureTask<>(() -> "value");
        Future<String> wrapped = wrapFuture(source);
        await(toThread(() -> source.run()));
        await(wrapped);
        Handle handle = loop.callSoonThreadsafe(() -> {});
        handle.cancel();
      }
    },
    STREAMS(5) {
      @Override
      void use(Path folder) throws Exception {
        ClientConnected echo =
            (reader, writer) -> {
              for (byte[] line : reader.lines()) {
                writer.write(line);
              }
              writer.close();
            };
        try (var server = await(startServer(echo, Peer.LOOPBACK, 0));
            var connection = await(openConnection("localhost", Peer.port(server)))) {
          StreamWriter writer = connection.writer();
          writer.write("line\n");
          await(writer.drain());
          await(connection.reader().readLine());
          await(
              getRunningLoop().sendfile(writer.transport(), FileRange.of(folder.resolve("file"))));
          await(connection.reader().readLine());
          writer.close();
          writer.write("too late\n"); // which is logged
        }
      }
    },
    UNIX_SOCKETS(5) {
      @Override
      void use(Path folder) {
        Path path = folder.resolve("socket" + Thread.currentThread().threadId());
        ClientConnected greeting =
            (_, writer) -> {
              writer.write("line\n");
              writer.close();
            };
        try (var _ = await(startUnixServer(greeting, path));
            var connection = await(openUnixConnection(path))) {
          await(connection.reader().readLine());
        }
        assertThatThrownBy(() -> await(openUnixConnection(folder.resolve("none"))))
            .isInstanceOf(UncheckedIOException.class);
      }
    },
    DATAGRAMS(5) {
      @Override
      void use(Path folder) {
        var any = Peer.address(Peer.LOOPBACK, 0);
        try (var one = await(openDatagram(any, null));
            var other = await(openDatagram(any, null))) {
          await(one.send(new byte[] {1}, other.localAddress()));
          await(other.receive());
        }
      }
    },
    ADDRESSES(5) {
      @Override
      void use(Path folder) {
        EventLoop loop = getRunningLoop();
        await(loop.getaddrinfo("localhost", 80));
        await(loop.getnameinfo(Peer.address(Peer.LOOPBACK, 80)));
      }
    },
    PROCESSES(1) {
      @Override
      void use(Path folder) {
        Subprocess child = await(createSubprocessExec("true"));
        await(child.waitExit());
      }
    };

    private final int times;

    Part(int times) {
      this.times = times;
    }

    abstract void use(Path folder) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void noTaskIsSuspendedByALock(Part part) throws InterruptedException {
    List<Thread> loops = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < LOOPS; i++) {
      loops.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Asyncio.run(() -> use(part), RunOptions.DEFAULTS.withObserver(watch()));
                } catch (Throwable t) {
                  failures.add(t);
                }
              }));
    }
    for (Thread loop : loops) {
      loop.join();
    }

    assertThat(failures).isEmpty();
    assertThat(parked).isEmpty();
  }

  private void use(Part part) throws Exception {
    for (int i = 0; i < part.times; i++) {
      part.use(folder);
    }
  }

  private LoopObserver watch() {
    return new LoopObserver() {
      @Override
      public void taskBlocked(Task<?> task) {
        StringBuilder text = new StringBuilder(task.getName());
        for (StackTraceElement frame : task.wholeStack()) {
          text.append("\n\tat ").append(frame);
        }
        parked.add(text.toString());
      }
    };
  }
}
