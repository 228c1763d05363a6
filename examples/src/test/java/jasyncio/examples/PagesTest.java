package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.examples.Program.Ended;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The guide and the cookbook show code that runs, and what it prints.
class PagesTest {
  /// The output of one program, as [PagePrograms] writes it.
  private static final Pattern PART =
      Pattern.compile(
          "(?ms)^%s(\\S+)\n(.*?)(?=^%s|\\z)".formatted(PagePrograms.MARK, PagePrograms.MARK));

  /// The output of each program on each engine, by both names.
  private static final Map<String, String> PRINTED = new HashMap<>();

  @BeforeAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // about 20 s on an idle machine
  static void runThePrograms() throws Exception {
    PagePrograms.compile();
    var files = outputs().map(Page.Output::file).distinct().toList();
    try (var carrier = PagePrograms.run("carrier", files);
        var portable = PagePrograms.run("portable", files)) {
      keep("carrier", carrier.end());
      keep("portable", portable.end());
    }
  }

  private static void keep(String engine, Ended ended) {
    assertThat(ended.errors()).isEmpty();
    PART.matcher(ended.output())
        .results()
        .forEach(part -> PRINTED.put(engine + " " + part.group(1), part.group(2)));
  }

  @ParameterizedTest
  @MethodSource("printedOnEngines")
  void aProgramPrintsWhatItsPageShows(Page.Output output, String engine) {
    var printed = PRINTED.getOrDefault(engine + " " + output.file(), "nothing: it did not run");

    assertThat(comparable(printed)).isEqualTo(comparable(output.shown()));
  }

  /// Without the numbers that differ from run to run: ports, threads, sizes of buffers.
  private static String comparable(String output) {
    return output.replaceAll("(127\\.0\\.0\\.1:|Thread\\[#|write buffer )\\d+", "$1N");
  }

  static Stream<Arguments> printedOnEngines() {
    return outputs()
        .flatMap(output ->
            Stream.of("carrier", "portable")
                .filter(engine -> output.engine().orElse(engine).equals(engine))
                .map(engine -> Arguments.of(output, engine)));
  }

  private static Stream<Page.Output> outputs() {
    return Page.all().stream().flatMap(Page::outputs);
  }

  @ParameterizedTest
  @MethodSource("code")
  void aBlockOfJavaIsARegionOfAProgram(Page.Code code) {
    assertThat(code.file()).as("the file, in a comment above the block").isPresent();
    assertThat(code.shown()).isEqualTo(shown(code.file().orElseThrow(), code.body()));
  }

  static Stream<Page.Code> code() {
    return Page.all().stream().flatMap(Page::code);
  }

  /// A program from its first import on, or from what follows the imports.
  private static String shown(String file, boolean body) {
    var source = PagePrograms.source(file);
    var program = source.substring(source.indexOf("import "));
    return body ? program.replaceAll("(?m)^import .*\n", "").stripLeading() : program;
  }

  @ParameterizedTest
  @MethodSource("twins")
  void theTwinInPythonPrintsTheSame(Page.Twin twin) throws Exception {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
    try (var python = Program.of("python3", "-c", twin.code())) {
      assertThat(python.end()).isEqualTo(new Ended(0, twin.output(), ""));
    }
  }

  static Stream<Page.Twin> twins() {
    return Page.all().stream().flatMap(Page::twins);
  }

  @Test
  void everyProgramIsShown() throws IOException {
    var shown = new HashSet<String>();
    code().forEach(code -> code.file().ifPresent(shown::add));

    assertThat(PagePrograms.files()).isSubsetOf(shown);
  }
}
