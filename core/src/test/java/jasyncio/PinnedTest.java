package jasyncio;

import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@CarrierEngine
class PinnedTest {

  private static final class AwaitsWhileItIsInitialized {
    static {
      await(sleep(millis(1)));
    }

    static void initialize() {}
  }

  // a class is initialized once, so each test has its own
  private static final class AwaitsToo {
    static {
      await(sleep(millis(1)));
    }

    static void initialize() {}
  }

  private static AsyncGenerator.@Nullable Emitter<String> emitter;

  private static final class YieldsWhileItIsInitialized {
    static {
      requireNonNull(emitter).yield("lost");
    }

    static void initialize() {}
  }

  private static final class CreatesAnEagerTaskWhileItIsInitialized {
    static final List<String> EVENTS = new ArrayList<>();
    static final Task<Boolean> TASK =
        createTask(() -> EVENTS.add("child ran"), TaskOptions.DEFAULTS.withEagerStart(true));

    static {
      EVENTS.add("initialized");
    }
  }

  @Test
  void anAwaitInAClassInitializerFailsAtOnceAndNamesTheClass() {
    TestLoop.run(() ->
        assertThatThrownBy(AwaitsWhileItIsInitialized::initialize)
            .isInstanceOf(ExceptionInInitializerError.class)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("class initializer of")
            .hasMessageContaining(AwaitsWhileItIsInitialized.class.getName()));
  }

  @Test
  void aGeneratorIsStillRunningAfterAYieldInAClassInitializer() {
    TestLoop.run(() -> {
      List<String> states = new ArrayList<>();
      AsyncGenerator<String> generator =
          asyncGenerator(out -> {
            emitter = out;
            assertThatThrownBy(YieldsWhileItIsInitialized::initialize).isInstanceOf(Error.class);
            await(sleep(millis(1)));
            out.yield("fine");
          });
      getRunningLoop().callSoon(() -> states.add(generator.toString()));

      assertThat(await(generator.anext())).contains("fine");

      assertThat(states).containsExactly("AsyncGenerator[running]");
      await(generator.aclose());
    });
  }

  @Test
  void theTaskCanAwaitAfterwards() {
    TestLoop.run(() -> {
      assertThatThrownBy(AwaitsToo::initialize).isInstanceOf(Error.class);

      assertThat(await(sleep(millis(1), "fine"))).isEqualTo("fine");
    });
  }

  @Test
  void anEagerTaskMadeInAClassInitializerBeginsInTheNextTurn() {
    TestLoop.run(() -> {
      await(CreatesAnEagerTaskWhileItIsInitialized.TASK);

      assertThat(CreatesAnEagerTaskWhileItIsInitialized.EVENTS)
          .containsExactly("initialized", "child ran");
    });
  }
}
