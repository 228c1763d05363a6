package jasyncio;

import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An async generator that is closed while its body is inside a scope.
class GeneratorInScopeTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final List<String> log = new ArrayList<>();

  enum Scope {
    GROUP {
      @Override
      void around(Action body) {
        await(
            taskGroup(group -> {
              group.createTask(sleep(LONG));
              body.run();
            }));
      }
    },
    SUPERVISED_GROUP {
      @Override
      void around(Action body) {
        var options = TaskGroupOptions.DEFAULTS.withSupervised(true);
        await(
            taskGroup(
                options,
                group -> {
                  group.createTask(sleep(LONG));
                  body.run();
                }));
      }
    },
    TIMEOUT {
      @Override
      void around(Action body) {
        await(timeout(LONG, body));
      }
    },
    GROUP_IN_TIMEOUT {
      @Override
      void around(Action body) {
        await(timeout(LONG, () -> GROUP.around(body)));
      }
    };

    abstract void around(Action body);
  }

  private AsyncGenerator<Integer> numbersIn(Scope scope) {
    return asyncGenerator(out -> {
      try {
        scope.around(() -> {
          try {
            out.yield(1);
            out.yield(2);
          } finally {
            log.add("inner");
          }
        });
      } finally {
        log.add("outer");
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void endsQuietly(Scope scope) {
    TestLoop.run(() -> {
      AsyncGenerator<Integer> numbers = numbersIn(scope);
      await(numbers.anext());

      await(numbers.aclose());

      assertThat(log).containsExactly("inner", "outer");
      assertThat(Objects.requireNonNull(currentTask()).cancelling()).isZero();
    });
  }

  @ParameterizedTest
  @EnumSource
  void isClosedByAForLoopThatIsLeft(Scope scope) {
    TestLoop.run(() -> {
      try (AsyncGenerator<Integer> numbers = numbersIn(scope)) {
        assertThat(numbers.iterator().next()).isEqualTo(1);
      }

      assertThat(log).containsExactly("inner", "outer");
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"GROUP", "SUPERVISED_GROUP"})
  void stillTellsOfAChildThatFailsInItsCleanUp(Scope scope) {
    TestLoop.run(() -> {
      AsyncGenerator<Integer> numbers =
          asyncGenerator(out ->
              await(
                  taskGroup(group -> {
                    group.createTask(() -> {
                      try {
                        await(sleep(LONG));
                      } finally {
                        throwFailure();
                      }
                    });
                    await(sleep(Duration.ZERO));
                    out.yield(scope.name().length());
                  })));
      await(numbers.anext());

      assertThatThrownBy(() -> await(numbers.aclose()))
          .isInstanceOfSatisfying(
              ExceptionGroup.class,
              group ->
                  assertThat(group.exceptions())
                      .singleElement()
                      .isInstanceOf(IllegalStateException.class));
    });
  }

  private static void throwFailure() {
    throw new IllegalStateException("clean-up");
  }
}
