package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a project that runs and tests on the carrier engine.
@Command(name = "new", description = "Makes a Maven project: a program and its test.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class New implements Callable<Integer> {
  // the file of the project, by that of the template
  private static final Map<String, String> FILES =
      Map.of(
          "pom.xml", "pom.xml",
          "gitignore", ".gitignore",
          "Main.java", "src/main/java/app/Main.java",
          "MainTest.java", "src/test/java/app/MainTest.java");

  // what Maven takes for the name of an artifact, and every system for that of a folder
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The project, and its folder, which is made.")
  private String name;

  @Override
  public Integer call() throws IOException {
    Path folder = Path.of(name);
    if (!NAME.matcher(name).matches()) {
      return refuse("not a name: it takes letters, digits, and after the first also '.', '_', '-'");
    }
    if (Files.exists(folder)) {
      return refuse("exists already");
    }
    for (var file : FILES.entrySet()) {
      write(folder.resolve(file.getValue()), filledIn(file.getKey()));
    }
    tellWhatIsNext();
    return 0;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private String filledIn(String template) {
    return template(template).replace("{name}", name).replace("{version}", Version.ofJasyncio());
  }

  private static String template(String name) {
    try (var in = requireNonNull(New.class.getResourceAsStream("new/" + name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a resource", e);
    }
  }

  private void tellWhatIsNext() {
    var out = spec.commandLine().getOut();
    out.printf("%s is made. In its folder:%n", name);
    out.printf("  mvn verify       # compiles, tests and packs it%n");
    out.printf("  mvn -q exec:exec # runs it%n");
    if (Version.ofJasyncio().endsWith("-SNAPSHOT")) {
      out.printf(
          "%s of jasyncio is not on Maven Central: `scripts/install` in its sources"
              + " puts it into your local repository.%n",
          Version.ofJasyncio());
    }
    out.flush();
  }

  private int refuse(String reason) {
    spec.commandLine().getErr().printf("%s: %s: %s%n", spec.qualifiedName(), name, reason);
    return spec.exitCodeOnInvalidInput();
  }
}
