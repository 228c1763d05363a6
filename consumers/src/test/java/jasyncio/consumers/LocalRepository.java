package jasyncio.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A local repository of Maven that has nothing but the artifacts that this build would deploy. All
/// else is copied from the repository of the machine, or comes from Maven Central.
///
/// @param folder where it is
@SuppressWarnings("InlineFormatString") // files are easier to read apart from the code
record LocalRepository(Path folder) {
  private static final String VERSION = System.getProperty("jasyncio.version");
  private static final List<String> MODULES = List.of("bom", "core", "testkit", "metrics", "cli");

  private static final String SETTINGS =
      """
      <settings>
        <localRepository>%s</localRepository>
        <profiles>
          <profile>
            <id>machine</id>
            <activation><activeByDefault>true</activeByDefault></activation>
            <repositories>
              <repository>%2$s</repository>
            </repositories>
            <pluginRepositories>
              <pluginRepository>%2$s</pluginRepository>
            </pluginRepositories>
          </profile>
        </profiles>
      </settings>
      """;

  private static final String MACHINE =
      """
      <id>machine</id>
      <url>%s</url>
      <releases><checksumPolicy>ignore</checksumPolicy></releases>
      <snapshots><enabled>false</enabled></snapshots>
      """;

  /// One with the artifacts in it.
  static LocalRepository of(Path folder) throws IOException {
    var repository = new LocalRepository(folder);
    for (var module : MODULES) {
      repository.install(Path.of("..", module, "target"));
    }
    return repository;
  }

  private void install(Path target) throws IOException {
    var pom = target.resolve("flattened-pom.xml");
    var artifact = Files.readString(pom).replaceFirst("(?s).*?<artifactId>(.*?)<.*", "$1");
    copy(pom, artifact, ".pom");
    var jar = target.resolve(artifact + ".jar");
    if (Files.exists(jar)) {
      copy(jar, artifact, ".jar");
    }
  }

  private void copy(Path file, String artifact, String extension) throws IOException {
    var place = folder.resolve("io/jasyncio").resolve(artifact).resolve(VERSION);
    Files.createDirectories(place);
    Files.copy(file, place.resolve(artifact + "-" + VERSION + extension));
  }

  /// Settings with which Maven uses it.
  Path settings() throws IOException {
    var machine = MACHINE.formatted(Path.of(System.getProperty("local.repository")).toUri());
    return Files.writeString(
        folder.resolveSibling("settings.xml"), SETTINGS.formatted(folder, machine));
  }
}
