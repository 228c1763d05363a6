package jasyncio.consumers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A user's project.
///
/// @param folder where it is
/// @param settings of Maven
record Project(Path folder, Path settings) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /// A copy of one that lies among the sources.
  static Project copyOf(String name, Path folder, Path settings) throws Exception {
    try (var files = Files.walk(Path.of("src/test/projects", name))) {
      for (var file : files.toList()) {
        Files.copy(file, folder.resolve(Path.of("src/test/projects", name).relativize(file)));
      }
    }
    return new Project(folder, settings);
  }

  /// Has the command line make one.
  static Project made(String name, Path parent, Path settings) throws Exception {
    run(parent, List.of(ROOT.resolve("jasyncio").toString(), "new", name));
    return new Project(parent.resolve(name), settings);
  }

  /// Takes the `pom.xml` of `docs/use-it.md` in place of its own.
  Project withPomOfThePage() throws Exception {
    var page = Files.readString(ROOT.resolve("docs/use-it.md"));
    var start = page.indexOf("<project ");
    var end = page.indexOf("</project>", start) + "</project>".length();
    Files.writeString(folder.resolve("pom.xml"), page.substring(start, end));
    return this;
  }

  /// Runs Maven, and gives what it says.
  String maven(String... arguments) throws Exception {
    var words = new ArrayList<>(List.of(ROOT.resolve("scripts/maven").toString(), "-B", "-ntp"));
    words.addAll(List.of("-s", settings.toString(), "-f", folder.resolve("pom.xml").toString()));
    words.addAll(List.of(arguments));
    return run(folder, words);
  }

  /// Runs a program that insists on the carrier engine, and gives its output.
  String java(String... arguments) throws Exception {
    var words = new ArrayList<>(List.of(JAVA.toString(), "-Djasyncio.engine=carrier"));
    words.addAll(List.of(arguments));
    return run(folder, words);
  }

  private static String run(Path folder, List<String> words) throws Exception {
    var output = Files.createTempFile("output", ".txt");
    try {
      var process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      var ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            String.join(" ", words)
                + (ended ? " failed" : " never ended")
                + ":\n"
                + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      Files.delete(output);
    }
  }
}
