package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The Java code in the docs is code. That of the page on testing is shown to be by the testkit's
/// own tests.
class DocsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final String IMPORTS = "import jasyncio.*; import static jasyncio.Asyncio.*;\n";

  @ParameterizedTest
  @MethodSource("blocks")
  void compiles(Block block) {
    var program = block.code();
    var members = IMPORTS + block.code() + "void main() {}";
    var statements = IMPORTS + "void main() throws Exception {" + block.code() + "}";

    assertThat(List.of(program, members, statements))
        .anySatisfy(source -> assertThat(errors(source)).isEmpty());
  }

  static Stream<Block> blocks() throws IOException {
    try (var pages = Files.list(DOCS)) {
      return pages
          .filter(page -> page.toString().endsWith(".md") && !page.endsWith("testing.md"))
          .toList()
          .stream()
          .flatMap(DocsTest::blocksOf);
    }
  }

  private static Stream<Block> blocksOf(Path page) {
    try {
      var text = Files.readString(page);
      return BLOCK
          .matcher(text)
          .results()
          .map(found -> new Block(page, line(text, found.start()), found.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long line(String text, int position) {
    return text.substring(0, position).lines().count() + 1;
  }

  private static List<String> errors(String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var classPath = System.getProperty("java.class.path");
    var options = List.of("-proc:none", "--class-path", classPath, "-d", "target");
    var file = new Source(source);
    compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call();
    // a copy: a message that is made may bring up another
    return List.copyOf(diagnostics.getDiagnostics()).stream()
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .toList();
  }

  /// A piece of Java in a page.
  record Block(Path page, long line, String code) {
    @Override
    public String toString() {
      return page.getFileName() + ":" + line;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String code) {
      super(URI.create("string:///Snippet.java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
