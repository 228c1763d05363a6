package jasyncio.cluster.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.CancelledError;
import jasyncio.cluster.NotAllowedException;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  private static final int MOST_BYTES = 100_000;

  record Point(int x, int y) implements Serializable {}

  @SuppressWarnings("ArrayRecordComponent") // as programs may have
  record Shape(List<Point> points, Point... more) implements Serializable {}

  /// Notes that it was made.
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;
    static int made;

    private Object readResolve() {
      made++;
      return this;
    }
  }

  static final class Unserializable {}

  private static Codec codec(String... allowed) {
    return new Codec(Set.of(allowed), MOST_BYTES, CodecTest.class.getClassLoader());
  }

  private static @Nullable Object roundTrip(Codec codec, @Nullable Object value) {
    return codec.decode(codec.encode(value));
  }

  static Stream<Object> plainValues() {
    return Stream.of(
        1,
        2L,
        'c',
        true,
        1.5,
        "text",
        new BigDecimal("1.50"),
        LocalDate.of(2026, 1, 2),
        Duration.ofMillis(3),
        UUID.fromString("00000000-0000-0001-0000-000000000002"),
        URI.create("http://example.com/"),
        TimeUnit.DAYS,
        new Point(1, 2),
        new Shape(List.of(new Point(1, 2)), new Point(3, 4)).points(),
        List.of(),
        List.of(1, 2, 3),
        Set.of("a"),
        Map.of("a", List.of(new Point(1, 2))),
        new ArrayList<>(Arrays.asList(1, null)),
        new LinkedHashMap<>(Map.of(1, 2)),
        new TreeMap<>(Map.of("k", "v")),
        new HashSet<>(Set.of(1, 2)),
        new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
        EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Arrays.asList(1, 2));
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void plainValuesGoThrough(Object value) {
    assertThat(roundTrip(codec(), value)).isEqualTo(value);
  }

  @Test
  void arraysGoThrough() {
    assertThat((int[][]) roundTrip(codec(), new int[][] {{1}, {2, 3}}))
        .isEqualTo(new int[][] {{1}, {2, 3}});
    assertThat((Point[]) roundTrip(codec(), new Point[] {new Point(1, 2)}))
        .containsExactly(new Point(1, 2));
    assertThat(roundTrip(codec(), null)).isNull();
  }

  @Test
  void failuresOfTheJdkGoThroughWithTheirStacksAndCauses() {
    var failure = new IOException("disk full", new IllegalStateException("no space"));
    failure.addSuppressed(new RuntimeException("and more"));

    Throwable same = (Throwable) roundTrip(codec(), failure);

    assertThat(same).isInstanceOf(IOException.class).hasMessage("disk full");
    assertThat(same).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(same.getStackTrace()).isEqualTo(failure.getStackTrace());
    assertThat(same.getSuppressed()).hasSize(1);
    assertThat(roundTrip(codec(), new CancelledError("m"))).isInstanceOf(CancelledError.class);
  }

  @Test
  void aClassThatIsNotAllowedIsNotMade() {
    byte[] bytes = codec().encode(List.of(new Gadget()));
    Gadget.made = 0;

    assertThatThrownBy(() -> codec().decode(bytes))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("class " + Gadget.class.getName() + " came, which is not allowed")
        .hasMessageContaining(".withAllowed(\"" + Gadget.class.getName() + "\")");
    assertThat(Gadget.made).isZero();
  }

  @Test
  void aClassIsAllowedByItsNameOrItsPackage() {
    assertThat(roundTrip(codec(Gadget.class.getName()), new Gadget())).isInstanceOf(Gadget.class);
    assertThat(roundTrip(codec("jasyncio.cluster.internal.wire.*"), new Gadget()))
        .isInstanceOf(Gadget.class);
    assertThat(roundTrip(codec("java.util.Locale"), Locale.FRENCH)).isEqualTo(Locale.FRENCH);
  }

  @Test
  void whatIsNotSerializableIsRefusedWhereItIs() {
    assertThatThrownBy(() -> codec().encode(new Unserializable()))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("Unserializable cannot be sent: let it implement");
  }

  @Test
  void aLambdaIsRefused() {
    Runnable lambda = (Runnable & Serializable) () -> {};

    assertThatThrownBy(() -> roundTrip(codec(), lambda))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("SerializedLambda");
  }

  @Test
  void aValueThatIsTooLargeIsRefusedOnBothSides() {
    String large = "x".repeat(MOST_BYTES);
    byte[] bytes = new Codec(Set.of(), 1 << 20, null).encode(large);

    assertThatThrownBy(() -> codec().encode(large))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("of 100000 at most");
    assertThatThrownBy(() -> codec().decode(bytes))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("of 100000 at most");
  }

  @Test
  void setsWithinSetsAreRefusedBeforeTheyCostTime() {
    Set<Object> set = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> outer = new HashSet<>();
      outer.add(set);
      set = outer;
    }
    byte[] bytes = new Codec(Set.of(), 1 << 20, null).encode(set);

    assertThatThrownBy(() -> codec().decode(bytes))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("objects within each other");
  }

  @Test
  void rubbishIsRefused() {
    assertThatThrownBy(() -> codec().decode(new byte[] {1, 2, 3}))
        .isInstanceOf(NotAllowedException.class)
        .hasMessageContaining("cannot be read");
  }
}
