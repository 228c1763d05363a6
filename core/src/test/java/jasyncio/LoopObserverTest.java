package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.openConnection;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LoopObserverTest {
  /// An observer that records its calls; those about work that is not a task only if a test gave it
  /// a name.
  private static final class Notes implements LoopObserver {
    final List<String> lines = new ArrayList<>();

    private static String nameOf(@Nullable Object work) {
      return work instanceof Task<?> task ? task.getName() : String.valueOf(work);
    }

    @Override
    public void taskCreated(Task<?> task) {
      lines.add("created " + task.getName());
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Future<?> awaited) {
      lines.add("suspended " + task.getName() + " on " + (awaited == null ? "nothing" : "future"));
    }

    @Override
    public void taskEnded(Task<?> task, @Nullable Throwable failure) {
      lines.add("ended " + task.getName() + (task.cancelled() ? " cancelled" : " " + failure));
    }

    @Override
    public void stepBegan(Object work) {
      lines.add("began " + nameOf(work));
    }

    @Override
    public void stepEnded(Object work, long nanos) {
      lines.add("left " + nameOf(work) + " after " + Duration.ofNanos(nanos));
    }

    @Override
    public void madeReady(Object work, Waker waker, @Nullable Object by) {
      lines.add("ready " + nameOf(work) + " by " + waker + " " + nameOf(by));
    }

    List<String> linesWith(String text) {
      return lines.stream().filter(line -> line.contains(text)).toList();
    }
  }

  private final Notes notes = new Notes();
  private final TestLoop test = new TestLoop();

  /// Runs `body` as the task `main`, and records from its first line on.
  private void run(Action body) {
    try (test) {
      test.complete(
          test.loop.createTask(
              Coroutine.of(() -> {
                getRunningLoop().addObserver(notes);
                body.run();
                getRunningLoop().removeObserver(notes);
              }),
              TaskOptions.named("main")));
    }
  }

  @Nested
  class ATask {
    @Test
    void isFollowedFromItsCreationToItsEnd() {
      run(() -> await(createTask(TestLoop::yieldTurn, TaskOptions.named("child"))));

      assertThat(notes.linesWith("child"))
          .containsExactly(
              "created child",
              "ready child by STEP main",
              "began child",
              "ready child by STEP child",
              "suspended child on nothing",
              "left child after PT0S",
              "began child",
              "ready main by STEP child",
              "ended child null",
              "left child after PT0S");
    }

    @Test
    void taskThatYieldsIsSuspendedOnNothing() {
      run(TestLoop::yieldTurn);

      assertThat(notes.lines).contains("suspended main on nothing", "ready main by STEP main");
    }

    @Test
    void failedTaskIsReportedWithItsFailureWhichStaysUnretrieved() {
      run(() -> {
        var failing =
            createTask(
                Coroutine.of(() -> {
                  throw new IllegalArgumentException("bad");
                }),
                TaskOptions.named("failing"));
        TestLoop.yieldTurn();
        assertThat(((SelectorEventLoop) getRunningLoop()).unretrieved()).hasSize(1);
        assertThat(failing.exception()).hasMessage("bad");
      });

      assertThat(notes.lines).contains("ended failing java.lang.IllegalArgumentException: bad");
    }

    @Test
    void taskThatIsCancelledBeforeItBeganEnds() {
      run(() -> {
        createTask(() -> await(sleep(seconds(1))), TaskOptions.named("child")).cancel();
        TestLoop.yieldTurn();
      });

      assertThat(notes.lines).contains("ended child cancelled");
    }

    @Test
    void eagerTaskHasItsStepWithinTheStepOfItsMaker() {
      run(() -> {
        notes.lines.clear();
        createTask(() -> {}, TaskOptions.named("child").withEagerStart(true));
      });

      assertThat(notes.lines)
          .startsWith("created child", "began child", "ended child null", "left child after PT0S");
    }
  }

  @Nested
  class WorkIsMadeReady {
    @Test
    void timerMakesWorkReady() {
      run(() -> await(sleep(seconds(1))));

      assertThat(notes.lines).anyMatch(line -> line.matches("ready TimerHandle.* by TIMER null"));
    }

    @Test
    void runningCallbackMakesWorkReady() {
      run(() -> {
        var future = getRunningLoop().<String>createFuture();
        getRunningLoop().callSoon(() -> future.setResult("done"));
        await(future);
      });

      assertThat(notes.lines).anyMatch(line -> line.matches("ready main by STEP Handle.*"));
    }

    @Test
    void anotherThreadMakesWorkReady() {
      run(() -> {
        var loop = getRunningLoop();
        var future = loop.<String>createFuture();
        Thread.ofPlatform()
            .name("other")
            .start(() -> loop.callSoonThreadsafe(() -> future.setResult("done")));
        await(future);
      });

      assertThat(notes.lines).anyMatch(line -> line.matches("ready Handle.* by THREAD .*other.*"));
    }

    @Test
    @Timeout(20)
    void channelMakesWorkReady() {
      run(LoopObserverTest::sendOneByte);

      assertThat(notes.lines)
          .anyMatch(line -> line.matches("ready reader of .* by CHANNEL .*SocketChannel.*"));
    }
  }

  @Nested
  class ATurn {
    private final List<List<Long>> turns = new ArrayList<>();
    private final LoopObserver observer =
        new LoopObserver() {
          @Override
          public void turnBegan(int ready, int timers, long waited, long lag) {
            turns.add(List.of((long) ready, (long) timers, waited, lag));
          }
        };

    @Test
    void tellsHowManyStepsItRunsAndHowManyTimersAreSet() {
      try (test) {
        test.loop.addObserver(observer);
        test.loop.callSoon(() -> {});
        test.loop.callSoon(() -> {});
        test.loop.callLater(seconds(1), () -> {});
        test.loop.callLater(seconds(1), () -> {}).cancel();
        test.turns(1);

        assertThat(turns).containsExactly(List.of(2L, 1L, 0L, 0L));
        test.loop.removeObserver(observer);
      }
    }

    @Test
    void tellsHowLongTheLoopWaited() {
      try (test) {
        test.loop.addObserver(observer);
        test.complete(sleep(seconds(3)));
        test.loop.removeObserver(observer);

        assertThat(turns).anyMatch(turn -> turn.get(2) == seconds(3).toNanos());
      }
    }

    @Test
    void tellsHowLateTheTimersAre() {
      try (test) {
        test.loop.addObserver(observer);
        test.loop.callLater(millis(10), test.loop::stop);
        test.loop.callSoon(() -> test.clock.advance(millis(25)));
        test.loop.runForever();
        test.loop.removeObserver(observer);

        assertThat(turns.getLast().get(3)).isEqualTo(millis(15).toNanos());
      }
    }
  }

  @Test
  void stepsAreTimedOnTheLoopsClock() {
    run(() -> {
      getRunningLoop().callSoon(() -> test.clock.advance(millis(7)));
      TestLoop.yieldTurn();
    });

    assertThat(notes.lines).anyMatch(line -> line.matches("left Handle.* after PT0.007S"));
  }

  @Nested
  class Connections {
    private final List<String> news = new ArrayList<>();
    private long received;
    private long sent;
    private final LoopObserver observer =
        new LoopObserver() {
          @Override
          public void connectionOpened(BaseTransport transport) {
            news.add("opened");
          }

          @Override
          public void connectionClosed(BaseTransport transport) {
            news.add("closed");
          }

          @Override
          public void bytesReceived(BaseTransport transport, long count) {
            received += count;
          }

          @Override
          public void bytesSent(BaseTransport transport, long count) {
            sent += count;
          }

          @Override
          public void handshakeDone(BaseTransport transport, long nanos) {
            news.add("handshake");
          }
        };

    @Test
    @Timeout(20)
    void areToldWhenTheyOpenAndCloseAndOfTheirBytes() {
      Asyncio.run(LoopObserverTest::sendOneByte, RunOptions.DEFAULTS.withObserver(observer));

      assertThat(news).containsExactlyInAnyOrder("opened", "opened", "closed", "closed");
      assertThat(sent).isEqualTo(1);
      assertThat(received).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void areToldOfTheHandshakeOnBothSides() {
      Asyncio.run(
          () -> {
            var server =
                await(
                    startServer(
                        (reader, writer) -> writer.close(),
                        Peer.LOOPBACK,
                        0,
                        ServerOptions.DEFAULTS.withTls(TestCertificate.server())));
            try (server) {
              var options = ConnectOptions.DEFAULTS.withTls(TestCertificate.client());
              try (var client = await(openConnection(Peer.LOOPBACK, Peer.port(server), options))) {
                await(client.reader().read());
              }
            }
          },
          RunOptions.DEFAULTS.withObserver(observer));

      assertThat(news.stream().filter("handshake"::equals)).hasSize(2);
    }
  }

  private static void sendOneByte() {
    Server server =
        await(
            startServer(
                (reader, writer) -> {
                  await(reader.read());
                  writer.close();
                },
                Peer.LOOPBACK,
                0));
    try (server) {
      try (var client = await(openConnection(Peer.LOOPBACK, Peer.port(server)))) {
        client.writer().write(new byte[1]);
        client.writer().writeEof();
        await(client.reader().read());
      }
      await(sleep(Duration.ZERO));
    }
  }

  @Nested
  class AnObserver {
    @Test
    void observerThatThrowsIsReportedAndRemoved() {
      var broken =
          new LoopObserver() {
            int calls;

            @Override
            public void stepBegan(Object work) {
              calls++;
              throw new IllegalStateException("broken observer");
            }
          };
      test.loop.addObserver(broken);
      test.loop.callSoon(() -> {});
      test.loop.callSoon(() -> {});
      test.turns(1);

      assertThat(broken.calls).isEqualTo(1);
      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> assertThat(report.exception()).hasMessage("broken observer"));
      test.close();
    }

    @Test
    void doesNotSeeWhatItDoesItself() {
      var scheduling =
          new LoopObserver() {
            int calls;

            @Override
            public void madeReady(Object work, Waker waker, @Nullable Object by) {
              calls++;
              test.loop.callSoon(() -> {});
            }
          };
      test.loop.addObserver(scheduling);
      test.loop.callSoon(() -> {});
      test.loop.removeObserver(scheduling);

      assertThat(scheduling.calls).isEqualTo(1);
      test.close();
    }

    @Test
    void hearsNothingAfterItsRemoval() {
      test.loop.addObserver(notes);

      assertThat(test.loop.removeObserver(notes)).isTrue();
      assertThat(test.loop.removeObserver(notes)).isFalse();
      test.loop.callSoon(() -> {});
      assertThat(notes.lines).isEmpty();
      test.close();
    }
  }

  /// An observer class that loops find by its name.
  public static final class ByName implements LoopObserver {
    static int made;

    /// Makes one observer for each loop.
    public ByName() {
      made++;
    }
  }

  @Nested
  class TheProperty {
    @Test
    void givesEveryLoopAnObserver() {
      withProperty(ByName.class.getName(), () -> Asyncio.newEventLoop().close());

      assertThat(ByName.made).isEqualTo(1);
    }

    @Test
    void namesTheClassThatIsNone() {
      withProperty(
          "java.lang.Object",
          () ->
              assertThatThrownBy(Asyncio::newEventLoop)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("-Djasyncio.observers")
                  .hasMessageContaining("java.lang.Object"));
    }

    private void withProperty(String value, Runnable body) {
      System.setProperty("jasyncio.observers", value);
      try {
        body.run();
      } finally {
        System.clearProperty("jasyncio.observers");
        test.close();
      }
    }
  }

  @Test
  void mayBlockWhenATaskEnds() {
    var blocked = new CompletableFuture<Thread>();
    var release = new Semaphore(0);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (blocked.join().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          release.release();
        });
    var observer =
        new LoopObserver() {
          @Override
          public void madeReady(Object work, Waker waker, @Nullable Object by) {
            if (by instanceof Task<?> task && task.done() && !blocked.isDone()) {
              blocked.complete(Thread.currentThread());
              release.acquireUninterruptibly();
            }
          }
        };

    String value =
        Asyncio.run(() -> {
          getRunningLoop().addObserver(observer);
          var child =
              createTask(() -> {
                await(sleep(millis(1)));
                return "done";
              });
          createTask(() -> await(child));
          return await(createTask(() -> await(child))); // the child wakes it after it blocked
        });

    assertThat(value).isEqualTo("done");
    assertThat(blocked).as("it blocked").isDone();
  }
}
