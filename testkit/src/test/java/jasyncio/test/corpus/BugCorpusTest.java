package jasyncio.test.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.test.Explorer;
import jasyncio.test.SimulationOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds every planted bug, and nothing in the programs without it.
///
/// `-Djasyncio.test.corpusSeeds=10000` tries that many schedules with these; a build has less time.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BugCorpusTest {
  private static final int SEEDS = 10_000;
  private static final int SEEDS_FOR_FIXED = Integer.getInteger("jasyncio.test.corpusSeeds", 200);

  static List<Bug> bugs() {
    return Bug.all();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void thePlantedBugIsFound(Bug bug) {
    var finding = new Explorer(bug.planted(), SimulationOptions.DEFAULTS).explore(SEEDS);

    assertThat(finding).isPresent();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void theFixedProgramPasses(Bug bug) {
    var finding = new Explorer(bug.fixed(), SimulationOptions.DEFAULTS).explore(SEEDS_FOR_FIXED);

    assertThat(finding).as(() -> failureOf(finding)).isEmpty();
  }

  private static String failureOf(Optional<Explorer.Finding> finding) {
    var result = finding.orElseThrow().result();
    return result.schedule() + ": " + result.failure();
  }

  @Test
  void thereAreManyBugs() {
    assertThat(Bug.all()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
  }
}
