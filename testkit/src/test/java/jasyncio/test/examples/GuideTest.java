package jasyncio.test.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The guide shows code of these tests.
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/testing.md");
  private static final Path HERE = Path.of("src/test/java/jasyncio/test/examples");
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyPieceOfCodeIsRunByATest() throws IOException {
    String tests = sources();
    List<String> pieces =
        CODE.matcher(Files.readString(GUIDE)).results().map(GuideTest::withoutIndent).toList();

    assertThat(pieces).isNotEmpty().allSatisfy(piece -> assertThat(tests).contains(piece));
  }

  private static String sources() throws IOException {
    try (var files = Files.list(HERE)) {
      return files.sorted().map(GuideTest::withoutIndent).collect(Collectors.joining());
    }
  }

  private static String withoutIndent(MatchResult piece) {
    return withoutIndent(piece.group(1));
  }

  private static String withoutIndent(Path file) {
    try {
      return withoutIndent(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutIndent(String code) {
    return code.lines().map(line -> line.strip() + "\n").collect(Collectors.joining());
  }
}
