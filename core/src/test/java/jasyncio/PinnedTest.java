package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
