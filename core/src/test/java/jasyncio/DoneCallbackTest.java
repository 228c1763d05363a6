package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `addDoneCallback` and `removeDoneCallback`.
class DoneCallbackTest {
  private final List<Integer> ran = new ArrayList<>();
  private final Consumer<Future<String>> add42 = new Append(ran, 42);
  private final Consumer<Future<String>> add17 = new Append(ran, 17);
  private final Consumer<Future<String>> add100 = new Append(ran, 100);
  private TestLoop test;
  private Future<String> future;

  private record Append(List<Integer> ran, int number) implements Consumer<Future<String>> {
    @Override
    public void accept(Future<String> done) {
      ran.add(number);
    }
  }

  @BeforeEach
  void create() {
    test = new TestLoop();
    future = test.loop.createFuture();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void addAllThree() {
    future.addDoneCallback(add42);
    future.addDoneCallback(add17);
    future.addDoneCallback(add100);
  }

  private void complete() {
    future.setResult("done");
    test.turns(1);
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_result")
  void runsInTheNextTurnInTheOrderOfAdding() {
    addAllThree();

    future.setResult("done");
    assertThat(ran).isEmpty();

    test.turns(1);
    assertThat(ran).containsExactly(42, 17, 100);
  }

  @Test
  void runsInTheNextTurnIfTheFutureIsDone() {
    future.setResult("done");

    future.addDoneCallback(add42);
    assertThat(ran).isEmpty();

    test.turns(1);
    assertThat(ran).containsExactly(42);
  }

  @Test
  void getsTheFuture() {
    List<Future<String>> seen = new ArrayList<>();
    future.addDoneCallback(seen::add);

    complete();

    assertThat(seen).containsExactly(future);
  }

  @Test
  void runsAfterACancellationToo() {
    future.addDoneCallback(add42);

    future.cancel();
    test.turns(1);

    assertThat(ran).containsExactly(42);
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_callback")
  void leavesTheOthersWhenTheFirstIsRemoved() {
    addAllThree();

    future.removeDoneCallback(add42);
    future.removeDoneCallback(add42);
    complete();

    assertThat(ran).containsExactly(17, 100);
  }

  @Test
  @Mirrors(
      "test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_and_second_callback")
  void leavesTheLastWhenTheOthersAreRemoved() {
    addAllThree();

    future.removeDoneCallback(add42);
    future.removeDoneCallback(add17);
    complete();

    assertThat(ran).containsExactly(100);
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_third_callback")
  void leavesTheOthersWhenTheLastIsRemoved() {
    addAllThree();

    future.removeDoneCallback(add100);
    complete();

    assertThat(ran).containsExactly(42, 17);
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_remove_done_callback")
  void isCountedWhenRemoved() {
    addAllThree();

    assertThat(future.removeDoneCallback(add17)).isEqualTo(1);
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_remove_done_callback")
  void isNotCountedIfItWasNeverAdded() {
    future.addDoneCallback(add42);

    assertThat(future.removeDoneCallback(add17)).isZero();
  }

  @Test
  @Mirrors("test_futures.BaseFutureDoneCallbackTests.test_remove_done_callback")
  void isRemovedAsOftenAsItWasAdded() {
    for (int i = 0; i < 6; i++) {
      future.addDoneCallback(add42);
    }

    assertThat(future.removeDoneCallback(add42)).isEqualTo(6);
    complete();
    assertThat(ran).isEmpty();
  }

  @Test
  void runsInACopyOfTheContextThatAddedIt() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    List<String> seen = new ArrayList<>();
    var token = variable.set("when added");
    future.addDoneCallback(_ -> seen.add(variable.get()));
    variable.reset(token);

    complete();

    assertThat(seen).containsExactly("when added");
  }

  @Test
  void runsInTheVeryContextThatItIsGiven() throws Exception {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    Context context = new Context();
    future.addDoneCallback(_ -> variable.set("by the callback"), context);

    complete();

    assertThat(context.<String>run(() -> variable.get())).isEqualTo("by the callback");
  }

  @Test
  void isReportedIfItThrowsAndKeepsNoneOfTheOthersFromRunning() {
    RuntimeException failure = new RuntimeException("spam");
    future.addDoneCallback(_ -> {
      throw failure;
    });
    future.addDoneCallback(add42);

    complete();

    assertThat(ran).containsExactly(42);
    assertThat(test.takeReports())
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message()).startsWith("Exception in callback ");
          assertThat(report.exception()).isSameAs(failure);
          assertThat(report.future()).isSameAs(future);
        });
  }
}
