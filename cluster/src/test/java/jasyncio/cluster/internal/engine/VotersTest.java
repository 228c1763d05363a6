package jasyncio.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VotersTest {
  private static final Voters HERE = new Voters(1);
  private static final Voters PLACES = new Voters(3);

  private static List<String> list(String text) {
    return List.of(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, a", // alone
    "a, a b, a", // two voters would outlive no more deaths than one
    "a, a b c, a b",
    "a b, a b c, a b c",
    "a b c, a b c d e, a b c d",
    "a b c d e, a b c d e f g, a b c d e", // at most five
    "a b c, a b, a b c", // c is dead
    "a b c, a b d, a b c d", // a new one takes the place of the dead
    "a b c d, a b d, a b d",
  })
  void onOneMachineTheyFollowTheMembers(String voters, String present, String next) {
    assertThat(HERE.next(list(voters), list(present), Set.of(), "a")).isEqualTo(list(next));
  }

  @ParameterizedTest
  @CsvSource({
    "a b c, a b, a b c", // the place of c stays
    "a b c, a b d, a b c d",
    "a b c d, a b d, a b d",
    "a b x, a b c d, a b x c",
    "a b x c, a b c d, a b c",
    "a b c, a b c d, a b c",
  })
  void placesAreNeverGivenUp(String voters, String present, String next) {
    assertThat(PLACES.next(list(voters), list(present), Set.of(), "a")).isEqualTo(list(next));
  }

  @Test
  void thoseThatLeaveAreTakenOut() {
    assertThat(HERE.next(list("a b c"), list("a b"), Set.of("c"), "a")).isEqualTo(list("a b"));
    assertThat(HERE.next(list("a b"), list("a b"), Set.of("c"), "a")).isEqualTo(list("a"));
    assertThat(HERE.next(list("a b c"), list("b c"), Set.of("a"), "a")).isEqualTo(list("b c"));
    assertThat(PLACES.next(list("a b c"), list("a b"), Set.of("c"), "a")).isEqualTo(list("a b c"));
  }

  @Test
  void foundersFillTheirPlacesAndTheRestIsEmpty() {
    assertThat(PLACES.first(list("a b"))).hasSize(3).startsWith("a", "b");
    assertThat(PLACES.mayFound(1)).isFalse();
    assertThat(PLACES.mayFound(2)).isTrue();
  }

  @Test
  void changesComeToAnEnd() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 1_000; round++) {
      Voters voters = random.nextBoolean() ? HERE : PLACES;
      List<String> present = new ArrayList<>(List.of("self"));
      List<String> now = new ArrayList<>(voters.first(List.of("self")));
      for (int i = 0; i < random.nextInt(7); i++) {
        present.add("m" + random.nextInt(10));
        now.add("m" + random.nextInt(10));
      }
      present = present.stream().distinct().toList();
      now = now.stream().distinct().toList();
      for (int change = 0; change < 30; change++) {
        now = voters.next(now, present, Set.of(), "self");
      }
      assertThat(voters.next(now, present, Set.of(), "self")).isEqualTo(now).contains("self");
    }
  }
}
