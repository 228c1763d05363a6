package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Context variables of tasks that take turns.
class ContextOfTasksTest {
  private static final ContextVar<MathContext> PRECISION = new ContextVar<>("precision");

  @Test
  @Mirrors("test_context.DecimalContextTest.test_asyncio_task_decimal_context")
  void tasksThatTakeTurnsDoNotMixTheirValues() {
    TestLoop.run(() -> {
      List<List<String>> results = await(gather(fractions(3, 1), fractions(6, 1.5)));

      assertThat(results)
          .containsExactly(List.of("0.333", "0.111"), List.of("0.333333", "0.111111"));
    });
  }

  /// A third and a ninth, with a pause between them in which the others set their own precision.
  private static Coroutine<List<String>> fractions(int digits, double pause) {
    return () -> {
      PRECISION.set(new MathContext(digits));
      await(sleep(seconds(pause)));
      BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(3), PRECISION.get());
      await(sleep(seconds(pause)));
      BigDecimal ninth = third.divide(BigDecimal.valueOf(3), PRECISION.get());
      return List.of(third.toString(), ninth.toString());
    };
  }
}
