package jasyncio.internal.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// Iterators over a source that has to be asked for its end.
class LookAheadTest {
  private final Queue<String> source = new ArrayDeque<>(List.of("one", "two"));
  private final LookAhead<String> items = new LookAhead<>("Source[]", source::poll);

  @Test
  void givesEachItemOnceHoweverOftenItIsAsked() {
    assertThat(items.hasNext()).isTrue();
    assertThat(items.hasNext()).isTrue();
    assertThat(items.next()).isEqualTo("one");
    assertThat(items.next()).isEqualTo("two");
    assertThat(items.hasNext()).isFalse();
  }

  @Test
  void refusesToGoBeyondTheEnd() {
    items.next();
    items.next();

    assertThatThrownBy(items::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no more items in Source[]");
  }

  @Test
  void staysEnded() {
    items.next();
    items.next();
    assertThat(items.hasNext()).isFalse();
    source.add("late");

    assertThat(items.hasNext()).isFalse();
  }

  @Test
  void asksAgainAfterAFailure() {
    var failing =
        new LookAhead<>(
            "Source[]",
            () -> {
              if (source.size() == 2) {
                source.remove();
                throw new IllegalStateException("not now");
              }
              return source.poll();
            });
    assertThatThrownBy(failing::hasNext).hasMessage("not now");

    assertThat(failing.next()).isEqualTo("two");
  }
}
