package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests that each method with an awaitable parameter also accepts a lambda.
class LambdaTest {
  private final List<String> notes = new ArrayList<>();

  private String value() {
    await(sleep(seconds(0)));
    return "value";
  }

  private void note() {
    await(sleep(seconds(0)));
    notes.add("noted");
  }

  @Test
  void isAwaited() {
    TestLoop.run(() -> {
      String given = await(() -> value());
      await(() -> {
        note();
      });

      assertThat(given).isEqualTo("value");
      assertThat(notes).containsExactly("noted");
    });
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake under test
  void isNotNull() {
    Coroutine<String> nothing = null;

    TestLoop.run(() ->
        assertThatThrownBy(() -> await(nothing))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("awaitable"));
  }

  @Test
  void isAwaitedAsAMethod() {
    TestLoop.run(() -> {
      String given = await(this::value);
      await(this::note);

      assertThat(given).isEqualTo("value");
      assertThat(notes).containsExactly("noted");
    });
  }

  @Test
  void isAwaitedForALimitedTime() {
    TestLoop.run(() -> {
      String given = await(waitFor(() -> value(), seconds(1)));
      await(waitFor(this::note, seconds(1)));

      assertThat(given).isEqualTo("value");
      assertThat(notes).containsExactly("noted");
    });
  }

  @Test
  void isShielded() {
    TestLoop.run(() -> {
      String given = await(shield(() -> value()));
      await(shield(this::note));

      assertThat(given).isEqualTo("value");
      assertThat(notes).containsExactly("noted");
    });
  }

  @Test
  void isGathered() {
    TestLoop.run(() ->
        assertThat(await(gather(() -> value(), () -> "other"))).containsExactly("value", "other"));
  }

  @Test
  void isGatheredBesideAFutureOnceItIsATask() {
    TestLoop.run(() -> {
      Future<String> future = createTask(this::value);

      assertThat(await(gather(future, createTask(() -> "other"))))
          .containsExactly("value", "other");
    });
  }

  @Test
  void isGatheredWithItsFailure() {
    TestLoop.run(() -> {
      List<Outcome<String>> outcomes =
          await(
              gatherOutcomes(
                  () -> value(),
                  () -> {
                    throw new IOException("failed");
                  }));

      assertThat(outcomes.getFirst().get()).isEqualTo("value");
      assertThatThrownBy(outcomes.getLast()::get).isInstanceOf(IOException.class);
    });
  }

  @Test
  void isRunByALoop() {
    try (EventLoop loop = Asyncio.newEventLoop()) {
      String given = loop.runUntilComplete(() -> value());
      loop.runUntilComplete(this::note);

      assertThat(given).isEqualTo("value");
      assertThat(notes).containsExactly("noted");
    }
  }
}
