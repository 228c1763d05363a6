package jasyncio;

import static jasyncio.Shapes.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A group of failures.
class ExceptionGroupTest {
  private static final Predicate<Throwable> IO = IOException.class::isInstance;

  private static ExceptionGroup group(Throwable... exceptions) {
    return new ExceptionGroup("both", List.of(exceptions));
  }

  private static String shapeOf(@Nullable ExceptionGroup group) {
    return shape(Objects.requireNonNull(group));
  }

  @Test
  void holdsAtLeastOne() {
    assertThatThrownBy(() -> new ExceptionGroup("none", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a group of exceptions needs at least one");
  }

  @Test
  void keepsItsOwnListOfThem() {
    List<Throwable> list = new ArrayList<>(List.of(new IOException()));
    ExceptionGroup group = new ExceptionGroup("some", list);

    list.clear();

    assertThat(group.exceptions()).hasSize(1);
  }

  @Test
  void showsAllOfThemInAStackTrace() {
    IOException first = new IOException();
    ArithmeticException second = new ArithmeticException();

    ExceptionGroup group = group(first, second);

    assertThat(group).hasCause(first).hasSuppressedException(second);
  }

  @Test
  void tellsHowManyThereAreAndTheFirst() {
    assertThat(group(new IOException("disk full"), new ArithmeticException()))
        .hasMessage("both (2 sub-exceptions, first: java.io.IOException: disk full)");
  }

  @Nested
  class Split {

    @Test
    void putsWhatMatchesInOneAndTheRestInTheOther() {
      ExceptionGroup group = group(new IOException(), new ArithmeticException());

      ExceptionGroup.Split split = group.split(IO);

      assertThat(shapeOf(split.matched())).isEqualTo("[IOException]");
      assertThat(shapeOf(split.rest())).isEqualTo("[ArithmeticException]");
    }

    @Test
    void keepsTheNesting() {
      ExceptionGroup group =
          group(group(new IOException(), new ArithmeticException()), new IOException());

      ExceptionGroup.Split split = group.split(IO);

      assertThat(shapeOf(split.matched())).isEqualTo("[[IOException], IOException]");
      assertThat(shapeOf(split.rest())).isEqualTo("[[ArithmeticException]]");
    }

    @Test
    void hasNoMatchIfNothingMatches() {
      ExceptionGroup.Split split = group(new ArithmeticException()).split(IO);

      assertThat(split.matched()).isNull();
      assertThat(shapeOf(split.rest())).isEqualTo("[ArithmeticException]");
    }

    @Test
    void hasNoRestIfEverythingMatches() {
      ExceptionGroup.Split split = group(new IOException()).split(IO);

      assertThat(shapeOf(split.matched())).isEqualTo("[IOException]");
      assertThat(split.rest()).isNull();
    }

    @Test
    void takesAGroupThatMatchesItselfWhole() {
      ExceptionGroup group = group(new IOException());

      ExceptionGroup.Split split = group.split(ExceptionGroup.class::isInstance);

      assertThat(split.matched()).isSameAs(group);
      assertThat(split.rest()).isNull();
    }

    @Test
    void keepsTheTitle() {
      ExceptionGroup group = group(new IOException("disk full"), new ArithmeticException());

      assertThat(group.split(IO).matched())
          .hasMessage("both (1 sub-exception: java.io.IOException: disk full)");
    }

    @Test
    void keepsWhereTheGroupWasThrown() {
      ExceptionGroup group = group(new IOException(), new ArithmeticException());

      ExceptionGroup matched = Objects.requireNonNull(group.split(IO).matched());

      assertThat(matched.getStackTrace()).isEqualTo(group.getStackTrace());
    }
  }

  @Test
  void givesThePartThatMatches() {
    ExceptionGroup group = group(group(new IOException()), new ArithmeticException());

    assertThat(shapeOf(group.subgroup(IO))).isEqualTo("[[IOException]]");
  }

  @Test
  void givesNoPartIfNothingMatches() {
    assertThat(group(new ArithmeticException()).subgroup(IO)).isNull();
  }
}
