package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The Java code on the page about clusters is code.
class DocsTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final String BEFORE =
      """
      import jasyncio.*;
      import jasyncio.cluster.*;
      import static jasyncio.Asyncio.*;

      record Report(LocalDate day) implements Serializable {}

      static class Reports {
        static Coroutine<Report> daily(LocalDate day) {
          return () -> new Report(day);
        }
      }

      ClusterOptions options;
      Cluster cluster;
      LocalDate day;

      void main() {
      """;

  static Stream<String> blocks() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "cluster.md"));
    List<String> blocks = BLOCK.matcher(page).results().map((MatchResult r) -> r.group(1)).toList();
    return blocks.stream();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void compiles(String block) {
    var source =
        new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return BEFORE + block + "}\n";
          }
        };
    var problems = new DiagnosticCollector<JavaFileObject>();

    boolean compiles =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                null,
                null,
                problems,
                List.of(
                    "-proc:none",
                    "-implicit:none",
                    "-d",
                    System.getProperty("java.io.tmpdir"),
                    "-XDshould-stop.ifNoError=FLOW"),
                null,
                List.of(source))
            .call();

    assertThat(compiles).as("%s", problems.getDiagnostics()).isTrue();
  }
}
