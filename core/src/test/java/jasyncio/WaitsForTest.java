package jasyncio;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.toThread;
import static jasyncio.Asyncio.waitOn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The text of a suspended task about its wait.
class WaitsForTest {
  /// In the turn after the task began.
  private static String saidBy(Action body) {
    Task<Void> task = createTask(body);
    await(sleep(Duration.ZERO));
    String text = String.valueOf(task.waitsFor());
    task.cancel();
    return text;
  }

  @Test
  void aSleepSaysHowMuchOfItIsLeft() {
    TestLoop.run(() -> {
      Task<Void> task = createTask(() -> await(sleep(seconds(5))));
      await(sleep(seconds(2)));

      assertThat(task.waitsFor()).isEqualTo("sleep for another 3 s");
    });
  }

  @Test
  void aReadSaysOnWhichStream() {
    TestLoop.run(() -> {
      StreamReader reader = new StreamReader(64, getRunningLoop());

      assertThat(saidBy(() -> await(reader.readLine())))
          .isEqualTo("readLine on StreamReader[0 bytes, limit=64, waiter=readLine]");
    });
  }

  @Test
  void anOperationOnASocketSaysOnWhich() {
    TestLoop.run(() -> {
      try (DatagramChannel socket = DatagramChannel.open()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.configureBlocking(false);

        assertThat(saidBy(() -> await(getRunningLoop().sockRecvfrom(socket, 1))))
            .isEqualTo("reading on " + socket);
        await(sleep(Duration.ZERO));
      }
    });
  }

  @Test
  void aFutureOfTheProgramIsShown() {
    TestLoop.run(() -> {
      Future<Object> future = getRunningLoop().createFuture();

      assertThat(saidBy(() -> await(future))).startsWith("Future[pending");
    });
  }

  @Test
  void aFutureOfAPrimitiveSaysWhatItStandsFor() {
    TestLoop.run(() -> {
      Future<Object> future = getRunningLoop().createFuture("acquire", "Gate[shut]");

      assertThat(saidBy(() -> await(future))).isEqualTo("acquire on Gate[shut]");
    });
  }

  @Test
  void severalFuturesAreCounted() {
    TestLoop.run(() -> {
      Future<Object> one = getRunningLoop().createFuture();
      Future<Object> other = getRunningLoop().createFuture();

      assertThat(saidBy(() -> await(gather(one, other)))).contains("gathering 2, 2 pending");
      assertThat(saidBy(() -> await(waitOn(List.of(new Future<>(), new Future<>())))))
          .isEqualTo("waitOn on 2 futures, 2 pending");
      assertThat(
              saidBy(() ->
                  await(asCompleted(List.of(new Future<>(), new Future<>())).iterator().next())))
          .isEqualTo("the next of 2 futures to finish");
    });
  }

  @Test
  void aGroupSaysHowManyTasksItWaitsFor() {
    TestLoop.run(() -> {
      TaskGroup.VoidBody body = group -> group.createTask(() -> await(sleep(seconds(1))));

      assertThat(saidBy(() -> await(taskGroup(body))))
          .isEqualTo("end on TaskGroup[tasks=1, errors=0, leaving]");
    });
  }

  @Test
  void aTurnIsWaitedForBeforeTheBeginningAndAfterTheWakeup() {
    TestLoop.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<?> task = createTask(() -> await(future));

      assertThat(task.waitsFor()).isEqualTo("its first turn");
      await(sleep(Duration.ZERO));
      future.setResult("done");
      assertThat(task.waitsFor()).isEqualTo("its turn");
    });
  }

  @Test
  void aThreadJobSaysInWhichThread() {
    run(() -> {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Task<Void> task =
          createTask(() ->
              await(
                  toThread(() -> {
                    begun.countDown();
                    end.await();
                  })));
      await(toThread(() -> begun.await()));

      assertThat(task.waitsFor()).matches("thread job on thread jasyncio-worker-\\d+");
      end.countDown();
      await(task);
    });
  }

  @Test
  void whatRunsWaitsForNothing() {
    TestLoop.run(() -> {
      await(sleep(millis(1)));
      assertThat(requireNonNull(currentTask()).waitsFor()).isNull();
    });
  }

  @Test
  void aLockNamesItsHolder() {
    TestLoop.run(() -> {
      Lock lock = new Lock();
      Task<Void> holder =
          createTask(
              () -> {
                try (var _ = await(lock.acquire())) {
                  await(sleep(seconds(1)));
                }
              },
              TaskOptions.named("holder"));
      await(sleep(Duration.ZERO));

      assertThat(saidBy(() -> await(lock.acquire())))
          .isEqualTo("Lock.acquire on Lock[locked, waiters=1], held by holder");
      await(holder);
      assertThat(lock).hasToString("Lock[unlocked]");
    });
  }

  @Test
  void aQueueSaysItsState() {
    TestLoop.run(() -> {
      Queue<String> queue = new Queue<>(3);

      assertThat(saidBy(() -> await(queue.get())))
          .isEqualTo("Queue.get on Queue[maxsize=3, getters=1]");
    });
  }

  @Test
  void aProcessSaysWhich() {
    run(() -> {
      Subprocess process = await(createSubprocessExec("sleep", "30"));
      try {
        assertThat(saidBy(() -> await(process.waitExit())))
            .startsWith("shielded waitExit on ")
            .contains(Long.toString(process.pid()));
      } finally {
        process.kill();
        await(process.waitExit());
      }
    });
  }

  @Test
  void aStageOfAnotherLibraryIsShown() {
    TestLoop.run(() ->
        assertThat(saidBy(() -> await(new CompletableFuture<String>())))
            .matches("await on java.util.concurrent.CompletableFuture@.*\\[Not completed.*"));
  }
}
