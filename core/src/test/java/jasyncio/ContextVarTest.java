package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContextVarTest {
  private final ContextVar<String> plain = new ContextVar<>("plain");
  private final ContextVar<String> withDefault = new ContextVar<>("withDefault", "default");

  @Test
  void hasNoValueUntilItIsSet() {
    assertThatThrownBy(plain::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("ContextVar[plain]");
  }

  @Test
  void hasItsDefaultUntilItIsSet() {
    assertThat(withDefault.get()).isEqualTo("default");
  }

  @Test
  void prefersTheCallersFallbackToItsDefault() {
    assertThat(withDefault.get("fallback")).isEqualTo("fallback");
  }

  @Test
  void hasTheValueThatWasSetLast() {
    plain.set("first");
    plain.set("second");

    assertThat(plain.get()).isEqualTo("second");
    assertThat(plain.get("fallback")).isEqualTo("second");
  }

  @Test
  void mayBeSetToNull() {
    ContextVar<@Nullable String> nullable = new ContextVar<>("nullable", "default");

    nullable.set(null);

    assertThat(nullable.get()).isNull();
  }

  @Test
  void goesBackToTheValueBeforeTheTokensSet() {
    plain.set("first");
    Token<String> token = plain.set("second");
    plain.set("third");

    plain.reset(token);

    assertThat(plain.get()).isEqualTo("first");
  }

  @Test
  void goesBackToNoValueAtAll() {
    Token<String> token = plain.set("first");

    plain.reset(token);

    assertThat(plain.get("none")).isEqualTo("none");
  }

  @Test
  void leavesOtherVariablesAloneWhenReset() {
    Token<String> token = plain.set("first");
    withDefault.set("other");

    plain.reset(token);

    assertThat(withDefault.get()).isEqualTo("other");
  }

  @Test
  void refusesATokenThatWasUsed() {
    Token<String> token = plain.set("first");
    plain.reset(token);

    assertThatThrownBy(() -> plain.reset(token))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already been used");
  }

  @Test
  void refusesATokenOfAnotherVariable() {
    Token<String> token = withDefault.set("first");

    assertThatThrownBy(() -> plain.reset(token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("created by another variable");
  }

  @Test
  void refusesATokenOfAnotherContext() throws Exception {
    Token<String> token = new Context().run(() -> plain.set("first"));

    assertThatThrownBy(() -> plain.reset(token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("created in another context");
  }
}
