package program;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.captureCallGraph;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.formatCallGraph;
import static jasyncio.Asyncio.futureAddToAwaitedBy;
import static jasyncio.Asyncio.futureDiscardFromAwaitedBy;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.printCallGraph;
import static jasyncio.Asyncio.race;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.Asyncio.waitOn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Action;
import jasyncio.AsyncGenerator;
import jasyncio.Asyncio;
import jasyncio.Future;
import jasyncio.FutureCallGraph;
import jasyncio.Mirrors;
import jasyncio.ReturnWhen;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import jasyncio.TimeoutException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The futures that await a future.
class CallGraphTest {
  private static List<Future<?>> awaitersOf(Future<?> future) {
    return captureCallGraph(future).awaitedBy().stream()
        .<Future<?>>map(FutureCallGraph::future)
        .toList();
  }

  private static List<String> methodsOf(FutureCallGraph graph) {
    return graph.callStack().stream()
        .map(frame -> frame.getMethodName().replaceFirst("lambda[$](\\w+)[$].*", "$1"))
        .toList();
  }

  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  private static Task<Void> forever() {
    return createTask(() -> await(getRunningLoop().createFuture()));
  }

  @Nested
  class ATaskIsAwaitedBy {
    @Test
    @Mirrors("test_graph.CallStackTestBase.test_stack_task")
    void theTaskThatAwaitsItWithBothStacks() {
      AtomicReference<FutureCallGraph> seen = new AtomicReference<>();
      TestLoop.run(() -> {
        Task<Void> inner = createTask(() -> capture(seen), TaskOptions.named("inner"));
        Task<Void> outer = createTask(() -> awaiting(inner), TaskOptions.named("outer"));
        await(outer);

        FutureCallGraph graph = seen.get();
        assertThat(graph.future()).isSameAs(inner);
        assertThat(methodsOf(graph)).startsWith("capture");
        FutureCallGraph awaiter = graph.awaitedBy().getFirst();
        assertThat(awaiter.future()).isSameAs(outer);
        assertThat(methodsOf(awaiter)).startsWith("awaiting");
        assertThat(awaiter.awaitedBy())
            .extracting(FutureCallGraph::future)
            .containsExactly(currentTask());
      });
    }

    private static void capture(AtomicReference<FutureCallGraph> seen) {
      turn();
      seen.set(requireNonNull(captureCallGraph()));
    }

    private static void awaiting(Task<?> task) {
      await(task);
    }

    @Test
    @Mirrors("test_graph.CallStackTestBase.test_stack_gather")
    void theTaskThatGathersIt() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<?> parent = createTask(() -> await(gather(child, forever())));
        turn();

        assertThat(awaitersOf(child)).containsExactly(parent);
      });
    }

    @Test
    @Mirrors("github_issues_2026.gh-157213")
    void noTaskOnceTheGatherFailed() {
      TestLoop.run(() -> {
        Task<Void> survivor = forever();
        Future<Object> failing = getRunningLoop().createFuture();
        Task<Void> parent =
            createTask(() -> {
              try {
                await(gather(survivor, failing));
              } catch (IllegalArgumentException e) {
                await(sleep(seconds(1)));
              }
            });
        turn();
        failing.setException(new IllegalArgumentException());
        turn();
        turn();

        assertThat(parent.done()).isFalse();
        assertThat(awaitersOf(survivor)).isEmpty();
      });
    }

    @Test
    @Mirrors("test_graph.CallStackTestBase.test_stack_shield")
    void theTaskThatAwaitsItsShield() {
      TestLoop.run(() -> {
        Task<Void> shielded = forever();
        Task<Void> parent = createTask(() -> await(shield(shielded)));
        turn();

        assertThat(awaitersOf(shielded)).containsExactly(parent);
      });
    }

    @Test
    void noTaskOnceItsShieldWasCancelled() {
      TestLoop.run(() -> {
        Task<Void> shielded = forever();
        Task<Void> parent = createTask(() -> await(shield(shielded)));
        turn();
        parent.cancel();
        turn();

        assertThat(awaitersOf(shielded)).isEmpty();
      });
    }

    @Test
    @Mirrors("test_graph.CallStackTestBase.test_stack_timeout")
    void theTaskThatAwaitsItWithinALimitOfWhichNoFrameIsSeen() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<Void> parent = createTask(() -> await(timeout(seconds(1), () -> awaiting(child))));
        turn();

        FutureCallGraph awaiter = captureCallGraph(child).awaitedBy().getFirst();
        assertThat(awaiter.future()).isSameAs(parent);
        assertThat(methodsOf(awaiter)).startsWith("awaiting");
        assertThat(awaiter.callStack())
            .extracting(StackTraceElement::getClassName)
            .allMatch(name -> name.startsWith(CallGraphTest.class.getName()));
      });
    }

    @Test
    @Mirrors("test_graph.CallStackTestBase.test_stack_wait")
    void theTaskThatWaitsOnItUntilTheWaitReturns() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<Void> parent =
            createTask(() -> {
              await(waitOn(List.of(child), millis(1)));
              await(sleep(seconds(1)));
            });
        turn();

        FutureCallGraph awaiter = captureCallGraph(child).awaitedBy().getFirst();
        assertThat(awaiter.future()).isSameAs(parent);
        assertThat(((Task<?>) awaiter.future()).waitsFor()).startsWith("waitOn on 1 future");
        await(sleep(millis(2)));
        assertThat(parent.done()).isFalse();
        assertThat(awaitersOf(child)).isEmpty();
      });
    }

    @Test
    @Mirrors("github_issues_2026.gh-152569")
    void noTaskAfterAWaitForTheFirstOfSeveralOrItsSiblings() {
      TestLoop.run(() -> {
        Task<Void> longLived = forever();
        for (int i = 0; i < 3; i++) {
          Task<Void> quick = createTask(() -> turn());
          await(waitOn(List.of(longLived, quick), ReturnWhen.FIRST_COMPLETED));

          assertThat(awaitersOf(quick)).isEmpty();
          assertThat(awaitersOf(longLived)).isEmpty();
          assertThat(longLived.toString()).endsWith("cb=[wakeup of " + longLived.getName() + "]]]");
        }
      });
    }

    @Test
    @Mirrors("github_issues_2026.gh-156523")
    void theTaskThatTakesItAsItCompletes() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<Void> parent =
            createTask(() -> {
              for (Future<Void> next : asCompleted(List.of(child, forever()))) {
                await(next);
              }
            });
        turn();

        assertThat(awaitersOf(child)).containsExactly(parent);
      });
    }

    @Test
    void theTaskThatWaitsForItWithALimit() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<Void> parent = createTask(() -> await(waitFor(child, seconds(1))));
        turn();

        assertThat(awaitersOf(child)).containsExactly(parent);
      });
    }

    @Test
    @Mirrors("github_issues_2026.gh-157058")
    void theTaskThatWaitsForNoTimeUntilItHasEnded() {
      TestLoop.run(() -> {
        Future<Object> cleanup = getRunningLoop().createFuture();
        Task<Void> child =
            createTask(() -> {
              try {
                await(getRunningLoop().createFuture());
              } finally {
                await(cleanup);
              }
            });
        turn();
        Task<Void> parent = createTask(() -> await(waitFor(child, Duration.ZERO)));
        turn();
        turn();

        assertThat(awaitersOf(child)).containsExactly(parent);
        cleanup.setResult("done");
        assertThatThrownBy(() -> await(parent)).isInstanceOf(TimeoutException.class);
      });
    }

    @Test
    void theTaskThatOpenedItsGroupAlsoWhileThatDoesSomethingElse() {
      TestLoop.run(() -> {
        AtomicReference<Task<Void>> child = new AtomicReference<>();
        Task<Void> parent =
            createTask(() ->
                await(
                    taskGroup(group -> {
                      child.set(group.createTask(() -> await(sleep(seconds(1)))));
                      await(sleep(millis(1)));
                    })));
        turn();
        assertThat(awaitersOf(child.get())).containsExactly(parent);
        await(sleep(millis(2)));
        assertThat(awaitersOf(child.get())).containsExactly(parent);
      });
    }

    @Test
    void theTaskThatRacesIt() {
      TestLoop.run(() -> {
        AtomicReference<Task<?>> contender = new AtomicReference<>();
        Task<?> parent =
            createTask(() ->
                await(
                    race(() -> {
                      contender.set(requireNonNull(currentTask()));
                      return await(sleep(seconds(1), "slow"));
                    })));
        turn();
        turn();

        assertThat(awaitersOf(contender.get())).containsExactly(parent);
      });
    }

    @Test
    void everyTaskThatAwaitsIt() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<Void> first = createTask(() -> await(shield(child)));
        Task<Void> second = createTask(() -> await(shield(child)));
        turn();

        assertThat(awaitersOf(child)).containsExactly(first, second);
      });
    }

    @Test
    void aTaskOnceThatAwaitsItInTwoWays() {
      TestLoop.run(() -> {
        Task<Void> child = forever();
        Task<?> parent = createTask(() -> await(gather(shield(child), child)));
        turn();

        assertThat(awaitersOf(child)).containsExactly(parent);
      });
    }
  }

  @Test
  void aFutureIsAwaitedByTasksAndHasNoStack() {
    TestLoop.run(() -> {
      Future<Object> future = getRunningLoop().createFuture();
      Task<?> task = createTask(() -> await(future));
      turn();

      assertThat(captureCallGraph(future).callStack()).isEmpty();
      assertThat(awaitersOf(future)).containsExactly(task);
    });
  }

  @Test
  void aRingOfTasksIsGoneRoundOnce() {
    TestLoop.run(() -> {
      AtomicReference<Task<Void>> second = new AtomicReference<>();
      Task<Void> first = createTask(() -> await(second.get()));
      second.set(createTask(() -> await(shield(first))));
      turn();

      FutureCallGraph graph = captureCallGraph(first);

      FutureCallGraph again = graph.awaitedBy().getFirst().awaitedBy().getFirst();
      assertThat(again.future()).isSameAs(first);
      assertThat(again.awaitedBy()).isEmpty();
    });
  }

  @Test
  @Mirrors("test_graph.CallStackTestBase.test_stack_async_gen")
  void theFramesOfAGeneratorStandBetweenThoseItCallsAndItsConsumers() {
    AtomicReference<FutureCallGraph> seen = new AtomicReference<>();
    TestLoop.run(() -> consume(generator(seen)));

    assertThat(methodsOf(requireNonNull(seen.get())))
        .startsWith("withinGenerator", "generator", "consume");
  }

  private static AsyncGenerator<String> generator(AtomicReference<FutureCallGraph> seen) {
    return asyncGenerator(out -> {
      withinGenerator(seen);
      out.yield("item");
    });
  }

  private static void withinGenerator(AtomicReference<FutureCallGraph> seen) {
    turn();
    seen.set(requireNonNull(captureCallGraph()));
  }

  private static void consume(AsyncGenerator<String> generator) {
    try (generator) {
      for (String item : generator) {
        assertThat(item).isEqualTo("item");
      }
    }
  }

  @Test
  void aConsumerIsOutOfTheGeneratorOnceItHasAnItem() {
    TestLoop.run(() -> {
      try (AsyncGenerator<String> generator = asyncGenerator(out -> out.yield("item"))) {
        for (String item : generator) {
          assertThat(item).isEqualTo("item");
          assertThat(methodsOf(requireNonNull(captureCallGraph())))
              .containsExactly("aConsumerIsOutOfTheGeneratorOnceItHasAnItem");
        }
      }
    });
  }

  @Test
  void aLimitKeepsTheInnermostFrames() {
    TestLoop.run(() ->
        nested(() -> {
          Task<?> me = requireNonNull(currentTask());
          List<String> all = methodsOf(captureCallGraph(me));

          assertThat(methodsOf(captureCallGraph(me, 2))).isEqualTo(all.subList(0, 2));
          assertThat(methodsOf(captureCallGraph(me, -1))).containsExactly(all.getLast());
          assertThat(methodsOf(captureCallGraph(me, 0))).isEmpty();
        }));
  }

  private static void nested(Action action) throws Exception {
    action.run();
  }

  @Test
  void thereIsNoneInACallback() {
    try (TestLoop test = new TestLoop()) {
      List<@Nullable FutureCallGraph> seen = new ArrayList<>();
      AtomicReference<String> text = new AtomicReference<>();
      test.loop.callSoon(() -> {
        seen.add(captureCallGraph());
        text.set(formatCallGraph());
      });
      test.turns(1);

      assertThat(seen).containsExactly((FutureCallGraph) null);
      assertThat(text.get()).isEmpty();
    }
  }

  @Test
  void itCannotBeAskedForWithoutALoop() {
    assertThatThrownBy(Asyncio::captureCallGraph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }

  @Nested
  class ALinkOfTheProgramsOwn {
    @Test
    void showsUntilItIsTakenBack() {
      TestLoop.run(() -> {
        Task<Void> task = forever();
        Future<Object> waiter = getRunningLoop().createFuture();

        futureAddToAwaitedBy(task, waiter);
        assertThat(awaitersOf(task)).containsExactly(waiter);

        futureDiscardFromAwaitedBy(task, waiter);
        assertThat(awaitersOf(task)).isEmpty();
        assertThat(task.toString()).doesNotContain("cb=");
      });
    }

    @Test
    void canBeTakenBackThoughThereIsNone() {
      TestLoop.run(() -> {
        Task<Void> task = forever();
        futureDiscardFromAwaitedBy(task, requireNonNull(currentTask()));

        assertThat(awaitersOf(task)).isEmpty();
      });
    }

    @Test
    void endsWithTheFuture() {
      TestLoop.run(() -> {
        Future<Object> future = getRunningLoop().createFuture();
        futureAddToAwaitedBy(future, requireNonNull(currentTask()));
        future.setResult("done");
        turn();

        assertThat(awaitersOf(future)).isEmpty();
        futureAddToAwaitedBy(future, requireNonNull(currentTask()));
        assertThat(awaitersOf(future)).isEmpty();
      });
    }
  }

  @Nested
  class AsText {
    @Test
    void itNamesTasksFramesAndWhatTheyWaitFor() {
      TestLoop.run(() -> {
        Task<Void> child = createTask(() -> await(sleep(seconds(2))), TaskOptions.named("child"));
        Task<Void> parent = createTask(() -> await(child), TaskOptions.named("parent"));
        turn();

        assertThat(formatCallGraph(child).lines().map(AsText::withoutNumbers))
            .containsExactly(
                "* Task[name=child, id=0x]",
                "  + Call stack:",
                "  |   at program.CallGraphTest$AsText.itNamesTasksFramesAndWhatTheyWaitFor(CallGraphTest.java)",
                "  + Waits for: sleep for another 2 s",
                "  + Awaited by:",
                "     * Task[name=parent, id=0x]",
                "       + Call stack:",
                "       |   at program.CallGraphTest$AsText.itNamesTasksFramesAndWhatTheyWaitFor(CallGraphTest.java)",
                "       + Waits for: Task[name=child, pending, suspended, coro=lambda in CallGraphTest$AsText, cb=[wakeup of parent]]");
        assertThat(parent.done()).isFalse();
      });
    }

    private static String withoutNumbers(String line) {
      return line.replaceAll("id=0x\\p{XDigit}+", "id=0x").replaceAll("[.]java:\\d+", ".java");
    }

    @Test
    void itIsPrinted() {
      TestLoop.run(() -> {
        Task<Void> task = createTask(() -> {}, TaskOptions.named("printed"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        printCallGraph(task, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
            .startsWith("* Task[name=printed, id=0x")
            .endsWith(System.lineSeparator());
      });
    }
  }
}
