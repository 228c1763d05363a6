package jasyncio;

import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AsyncGeneratorTest {
  private final List<String> events = new ArrayList<>();

  private static Task<?> me() {
    return Objects.requireNonNull(currentTask());
  }

  private AsyncGenerator<Integer> countTo(int last) {
    return asyncGenerator(out -> {
      for (int i = 1; i <= last; i++) {
        await(sleep(millis(10)));
        out.yield(i);
      }
    });
  }

  /// Yields 1 and 2, and records when it is closed.
  private AsyncGenerator<Integer> observed() {
    return asyncGenerator(out -> {
      try {
        out.yield(1);
        out.yield(2);
        events.add("past the end");
      } finally {
        await(sleep(millis(10)));
        events.add("closed");
      }
    });
  }

  @Test
  void givesItsItemsToAPlainFor() {
    List<Integer> items = new ArrayList<>();

    TestLoop.run(() -> {
      for (int item : countTo(3)) {
        items.add(item);
      }
    });

    assertThat(items).containsExactly(1, 2, 3);
  }

  @Test
  void givesEmptyAtItsEndAndForEver() {
    TestLoop.run(() -> {
      var generator = countTo(1);

      assertThat(await(generator.anext())).contains(1);
      assertThat(await(generator.anext())).isEmpty();
      assertThat(await(generator.anext())).isEmpty();
    });
  }

  @Test
  void beginsOnlyWhenItIsAskedForAnItem() {
    TestLoop.run(() -> {
      var generator = asyncGenerator(_ -> events.add("began"));
      await(sleep(millis(10)));
      assertThat(events).isEmpty();

      await(generator.anext());
      assertThat(events).containsExactly("began");
    });
  }

  @Test
  void runsInTheTaskOfItsConsumer() {
    TestLoop.run(() -> {
      var generator =
          asyncGenerator(out -> {
            out.yield(me());
            await(sleep(millis(1)));
            out.yield(me());
          });
      var first = createTask(() -> await(generator.anext()));

      assertThat(await(first)).isEqualTo(java.util.Optional.of(first));
      assertThat(await(generator.anext())).contains(currentTask());
    });
  }

  @Test
  void sharesTheContextOfItsConsumer() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");

    TestLoop.run(() -> {
      var generator =
          asyncGenerator(out -> {
            variable.set("by the body");
            out.yield(1);
            events.add(variable.get());
          });

      await(generator.anext());
      assertThat(variable.get()).isEqualTo("by the body");
      variable.set("by the consumer");
      await(generator.anext());
      assertThat(events).containsExactly("by the consumer");
    });
  }

  @Test
  void letsOtherTasksRunWhileItAwaits() {
    TestLoop.run(() -> {
      createTask(() -> events.add("other task"));

      await(countTo(1).anext());

      assertThat(events).containsExactly("other task");
    });
  }

  @Test
  void isCancelledWithItsConsumer() {
    TestLoop.run(() -> {
      var generator =
          asyncGenerator(_ -> {
            try {
              await(sleep(seconds(3600)));
            } finally {
              events.add("cancelled in the body");
            }
          });
      Task<?> consumer = createTask(() -> await(generator.anext()));
      await(sleep(millis(10)));
      consumer.cancel();

      assertThatThrownBy(() -> await(consumer)).isInstanceOf(CancelledError.class);
      assertThat(events).containsExactly("cancelled in the body");
    });
  }

  @Test
  void isSubjectToTheTimeLimitsOfItsConsumer() {
    TestLoop.run(() -> {
      var generator = asyncGenerator(_ -> await(sleep(seconds(3600))));

      assertThatThrownBy(() -> await(timeout(millis(10), () -> await(generator.anext()))))
          .isInstanceOf(TimeoutException.class);
    });
  }

  @Test
  void passesWhatItsBodyThrowsToItsConsumer() {
    IOException failure = new IOException("disk full");

    TestLoop.run(() -> {
      var generator =
          asyncGenerator(out -> {
            out.yield(1);
            throw failure;
          });
      await(generator.anext());

      assertThatThrownBy(() -> await(generator.anext())).isSameAs(failure);
      assertThat(await(generator.anext())).isEmpty();
    });
  }

  @Test
  void refusesASecondConsumerWhileItRuns() {
    TestLoop.run(() -> {
      var generator = countTo(2);
      Task<?> first = createTask(() -> await(generator.anext()));
      await(sleep(Duration.ZERO));

      assertThatThrownBy(() -> await(generator.anext()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already running");
      await(first);
    });
  }

  @Test
  void canBeNested() {
    List<Integer> items = new ArrayList<>();

    TestLoop.run(() -> {
      var doubled =
          asyncGenerator((AsyncGenerator.Emitter<Integer> out) -> {
            for (int item : countTo(3)) {
              out.yield(2 * item);
            }
          });
      for (int item : doubled) {
        items.add(item);
      }
    });

    assertThat(items).containsExactly(2, 4, 6);
  }

  @Test
  void takesAThousandItemsFromTwoAtOnce() {
    TestLoop.run(() -> {
      int sum = 0;
      var left = countTo(500).iterator();
      var right = countTo(500).iterator();
      while (left.hasNext() && right.hasNext()) {
        sum += left.next() + right.next();
      }

      assertThat(sum).isEqualTo(500 * 501);
    });
  }

  @Nested
  class Sending {
    @Test
    void givesTheValueToTheYield() {
      TestLoop.run(() -> {
        var generator =
            asyncGenerator(out -> {
              Object received = out.yield("first");
              out.yield("received " + received);
            });
        await(generator.anext());

        assertThat(await(generator.asend("ping"))).contains("received ping");
      });
    }

    @Test
    void isRefusedBeforeTheFirstItem() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> await(countTo(1).asend("ping")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("has not begun"));
    }
  }

  @Nested
  class Throwing {
    @Test
    void makesTheYieldThrow() {
      TestLoop.run(() -> {
        var generator =
            asyncGenerator(out -> {
              try {
                out.yield("first");
              } catch (IllegalArgumentException e) {
                out.yield("caught " + e.getMessage());
              }
            });
        await(generator.anext());

        assertThat(await(generator.athrow(new IllegalArgumentException("bad"))))
            .contains("caught bad");
      });
    }

    @Test
    void endsAGeneratorThatHasNotBegun() {
      IOException failure = new IOException("disk full");

      TestLoop.run(() -> {
        var generator = countTo(1);

        assertThatThrownBy(() -> await(generator.athrow(failure))).isSameAs(failure);
        assertThat(await(generator.anext())).isEmpty();
      });
    }

    @Test
    void isInVainOnceTheGeneratorHasEnded() {
      TestLoop.run(() -> {
        var generator = countTo(1);
        await(generator.aclose());

        assertThat(await(generator.athrow(new IOException("disk full")))).isEmpty();
      });
    }
  }

  @Nested
  class Closing {
    @Test
    @Mirrors({
      "test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_aclose_07",
      "test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_aclose_08"
    })
    void runsTheFinallyBlockWithItsAwaitsAndNotWhatFollowsTheYield() {
      TestLoop.run(() -> {
        var generator = observed();
        await(generator.anext());

        await(generator.aclose());

        assertThat(events).containsExactly("closed");
      });
    }

    @Test
    void happensAtTheEndOfTryWithResources() {
      TestLoop.run(() -> {
        try (var generator = observed()) {
          await(generator.anext());
        }

        assertThat(events).containsExactly("closed");
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_aclose_06")
    void failsIfTheBodyYieldsAgain() {
      TestLoop.run(() -> {
        var generator =
            asyncGenerator(out -> {
              try {
                out.yield(1);
              } finally {
                out.yield(2);
              }
            });
        await(generator.anext());

        assertThatThrownBy(() -> await(generator.aclose()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("ignored being closed");
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_aclose_10")
    void isFineIfTheBodyEndsNormally() {
      TestLoop.run(() -> {
        var generator =
            asyncGenerator(out -> {
              try {
                out.yield(1);
              } catch (Error e) {
                events.add("swallowed");
              }
            });
        await(generator.anext());

        await(generator.aclose());

        assertThat(events).containsExactly("swallowed");
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_aclose_12")
    void letsTheFinallyBlockHandleAFailedTask() {
      TestLoop.run(() -> {
        Task<Void> failing =
            createTask(() -> {
              throw new IOException("disk full");
            });
        var generator =
            asyncGenerator(out -> {
              try {
                out.yield(1);
              } finally {
                try {
                  await(failing, IOException.class);
                } catch (IOException e) {
                  events.add("handled " + e.getMessage());
                }
              }
            });
        await(generator.anext());

        await(generator.aclose());

        assertThat(events).containsExactly("handled disk full");
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_aclose_twice_with_different_coros")
    void isHarmlessTwiceAndBeforeTheBeginning() {
      TestLoop.run(() -> {
        var generator = observed();
        await(generator.aclose());
        await(generator.aclose());

        assertThat(await(generator.anext())).isEmpty();
        assertThat(events).isEmpty();
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_aclose_after_exhaustion")
    void isHarmlessAfterTheEnd() {
      TestLoop.run(() -> {
        var generator = countTo(1);
        await(generator.anext());
        await(generator.anext());

        await(generator.aclose());

        assertThat(await(generator.anext())).isEmpty();
      });
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_shutdown_02")
    void happensAtTheEndOfRunToWhatIsHalfConsumed() {
      var generator = observed();

      TestLoop.run(() -> assertThat(await(generator.anext())).contains(1));

      assertThat(events).containsExactly("closed");
    }

    @Test
    @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_asyncio_shutdown_01")
    void followsTheCancellationOfTwoConsumers() {
      Coroutine<Void> consumer =
          Coroutine.of(() -> {
            var generator =
                asyncGenerator(out -> {
                  try {
                    out.yield(1);
                    await(sleep(seconds(3600)));
                  } finally {
                    await(sleep(millis(1)));
                    events.add("finalized");
                  }
                });
            generator.forEach(_ -> {});
          });

      TestLoop.run(() -> {
        createTask(consumer);
        createTask(Coroutine.of(() -> await(consumer)));
        await(sleep(millis(10)));
      });

      assertThat(events).containsExactly("finalized", "finalized");
    }

    @Test
    void isDoneByTheLoopForAGeneratorThatWasDropped() throws Exception {
      CountDownLatch closed = new CountDownLatch(1);

      try (TestLoop test = new TestLoop()) {
        test.complete(
            Coroutine.of(() ->
                await(
                    asyncGenerator(
                            out -> {
                              try {
                                out.yield(1);
                              } finally {
                                closed.countDown();
                              }
                            })
                        .anext())));
        while (closed.getCount() > 0) {
          System.gc();
          test.turns(1);
        }
      }

      assertThat(closed.await(0, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }
}
