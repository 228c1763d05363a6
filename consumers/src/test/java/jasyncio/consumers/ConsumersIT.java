package jasyncio.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Projects are built and run in the ways of `docs/use-it.md`, on the carrier engine.
class ConsumersIT {
  private static final String GREETINGS = "Hello, Ada!\nHello, Grace!\n";

  @TempDir static Path machine;
  private static Path settings;

  @TempDir Path folder;

  @BeforeAll
  static void deploy() throws Exception {
    settings = LocalRepository.of(machine.resolve("repository")).settings();
  }

  @Test
  void newProjectOnTheClassPath() throws Exception {
    var project = Project.made("greeter", folder, settings);

    assertThat(project.maven("verify", "exec:exec"))
        .contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0")
        .contains(GREETINGS);
    assertThat(project.java("-jar", "target/greeter.jar")).isEqualTo(GREETINGS);
  }

  @Test
  void pomOfThePage() throws Exception {
    var project = Project.made("greeter", folder, settings).withPomOfThePage();

    assertThat(project.maven("verify"))
        .contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0")
        .doesNotContain("portable");
  }

  @Test
  void springBoot() throws Exception {
    var project = Project.copyOf("spring-boot", folder.resolve("app"), settings);

    project.maven("verify");

    assertThat(project.java("-jar", "target/app.jar")).contains(GREETINGS);
  }

  @Test
  void modulePath() throws Exception {
    var project = Project.copyOf("module-path", folder.resolve("app"), settings);

    project.maven("verify");

    var door = "--add-opens=java.base/java.lang=jasyncio";
    assertThat(project.java(door, "-p", "target/app.jar:target/lib", "-m", "app/app.Main"))
        .isEqualTo(GREETINGS);
  }

  @Test
  void userSeesNeitherParentNorTestLibraries() throws Exception {
    try (var files = Files.walk(machine.resolve("repository/io/jasyncio"))) {
      var poms = files.filter(file -> file.toString().endsWith(".pom")).toList();

      assertThat(poms)
          .hasSize(5)
          .allSatisfy(pom ->
              assertThat(Files.readString(pom))
                  .doesNotContain("<parent>", "assertj", "<scope>test</scope>", "<build>")
                  .contains(
                      "<name>", "<description>", "<url>", "<licenses>", "<developers>", "<scm"));
    }
  }
}
