package jasyncio.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the documentation whose blocks of code are marked with the file that they show:
///
/// - `<!-- guide/Hello.java -->` above a block of Java: the whole program, from its first import;
/// - `<!-- guide/Hello.java#body -->`: the same without the imports;
/// - `<!-- guide/Hello.java prints -->` above a block of text: the program's output, or with
///   `prints on portable` that of one engine;
/// - `<!-- guide/Hello.java twin -->` above a block of Python: a program with the same output.
record Page(Path path, String text) {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^(?:<!-- (\\S+\\.java)(#body)?(?: (prints|twin)(?: on (\\w+))?)? -->\n)?```(\\w+)\n(.*?)^```$");

  /// The pages of the guide and the cookbook.
  static List<Page> all() {
    try (var guide = Files.list(DOCS.resolve("guide"))) {
      return Stream.concat(guide.sorted(), Stream.of(DOCS.resolve("cookbook.md")))
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path path) {
    try {
      return new Page(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The blocks of Java code.
  Stream<Code> code() {
    return blocks().filter(block -> block.group(5).equals("java")).map(this::code);
  }

  private Code code(MatchResult block) {
    boolean body = block.group(2) != null;
    return new Code(place(block), Optional.ofNullable(block.group(1)), body, block.group(6));
  }

  /// The blocks that show the output of a program.
  Stream<Output> outputs() {
    return marked("prints").map(this::output);
  }

  private Output output(MatchResult block) {
    var engine = Optional.ofNullable(block.group(4));
    return new Output(place(block), block.group(1), engine, block.group(6));
  }

  /// The programs in Python, each with the output of its twin in Java.
  Stream<Twin> twins() {
    return marked("twin")
        .map(block -> new Twin(place(block), block.group(6), outputOf(block.group(1))));
  }

  private String outputOf(String file) {
    return outputs().filter(output -> output.file().equals(file)).findFirst().orElseThrow().shown();
  }

  private Stream<MatchResult> marked(String mark) {
    return blocks().filter(block -> mark.equals(block.group(3)));
  }

  private Stream<MatchResult> blocks() {
    return BLOCK.matcher(text).results();
  }

  private String place(MatchResult block) {
    return path.getFileName() + ":" + (text.substring(0, block.start()).lines().count() + 1);
  }

  /// A block of Java at a place of a page: a whole program, or all but its imports.
  record Code(String place, Optional<String> file, boolean body, String shown) {
    @Override
    public String toString() {
      return place;
    }
  }

  /// The output that a page gives for a program, on one engine or on both.
  record Output(String place, String file, Optional<String> engine, String shown) {
    @Override
    public String toString() {
      return place + " " + file;
    }
  }

  /// A program in Python that prints what its twin in Java prints.
  record Twin(String place, String code, String output) {
    @Override
    public String toString() {
      return place;
    }
  }
}
