package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextTest {
  private final ContextVar<String> variable = new ContextVar<>("variable", "unset");
  private final List<String> events = new ArrayList<>();

  @Test
  void keepsToItselfWhatIsSetInIt() throws Exception {
    Context context = new Context();

    context.run(() -> variable.set("inside"));

    assertThat(variable.get()).isEqualTo("unset");
    assertThat(context.<String>run(() -> variable.get())).isEqualTo("inside");
  }

  @Test
  void hasInACopyWhatWasSetBeforeIt() throws Exception {
    Context context = new Context();

    Context copy =
        context.run(() -> {
          variable.set("before");
          Context copied = Context.copy();
          variable.set("after");
          return copied;
        });

    assertThat(copy.<String>run(() -> variable.get())).isEqualTo("before");
  }

  @Test
  void isLeftWhenTheBodyThrows() {
    Context context = new Context();
    IOException failure = new IOException("disk full");

    assertThatThrownBy(() ->
            context.run(() -> {
              variable.set("inside");
              throw failure;
            }))
        .isSameAs(failure);

    assertThat(variable.get()).isEqualTo("unset");
  }

  @Test
  void nests() throws Exception {
    Context outer = new Context();
    Context inner = new Context();

    String seen =
        outer.run(() -> {
          variable.set("outer");
          inner.run(() -> variable.set("inner"));
          return variable.get();
        });

    assertThat(seen).isEqualTo("outer");
  }

  @Test
  void isATasksOwn() {
    TestLoop.run(() -> {
      variable.set("main");
      Task<Void> task =
          createTask(() -> {
            events.add(variable.get());
            variable.set("task");
          });
      variable.set("main, later");
      await(task);
      events.add(variable.get());
    });

    assertThat(events).containsExactly("main", "main, later");
  }

  @Test
  void staysWithTheTaskAcrossAwaits() {
    TestLoop.run(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        tasks.add(
            createTask(() -> {
              variable.set(name);
              await(sleep(seconds(0)));
              events.add(name + " sees " + variable.get());
            }));
      }
      for (Task<Void> task : tasks) {
        await(task);
      }
    });

    assertThat(events).containsExactly("a sees a", "b sees b");
  }

  @Test
  void isSharedWithTheCoroutinesThatATaskAwaits() {
    TestLoop.run(() -> {
      await(Coroutine.of(() -> variable.set("set by the coroutine")));
      events.add(variable.get());
    });

    assertThat(events).containsExactly("set by the coroutine");
  }

  @Test
  void staysEnteredWhileItsBodyAwaits() {
    TestLoop.run(() -> {
      Context context = new Context();
      context.run(() -> {
        variable.set("inside");
        await(sleep(seconds(1)));
        events.add(variable.get());
        return events;
      });
      events.add(variable.get());
    });

    assertThat(events).containsExactly("inside", "unset");
  }
}
