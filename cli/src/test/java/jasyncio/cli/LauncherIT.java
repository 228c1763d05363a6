package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jasyncio.cli.Command.Ended;
import jasyncio.cli.Command.Started;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./jasyncio`: which JDK it takes, and when it builds.
class LauncherIT {
  private static final Ended HELLO = new Ended(0, "hello\n", "");

  @TempDir Path folder;

  @BeforeEach
  void writeHello() throws IOException {
    write(folder.resolve("Hello.java"), "void main() { IO.println(\"hello\"); }");
  }

  @Test
  void startsThroughALink() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), Command.ROOT.resolve("jasyncio"));

    assertThat(Command.of(folder, link, "run", "Hello.java").run()).isEqualTo(HELLO);
  }

  @Test
  void passesOverAJavaHomeThatIsTooOld() throws Exception {
    var old = folder.resolve("jdk-17");
    write(old.resolve("release"), "IMPLEMENTOR=\"any\"\nJAVA_VERSION=\"17.0.15\"\n");
    script(old.resolve("bin/javac"), "exit 17");
    script(old.resolve("bin/java"), "exit 17");
    var thisJdk = System.getProperty("java.home") + "/bin:" + System.getenv("PATH");

    var command = Command.jasyncio(folder, "run", "Hello.java").with("PATH", thisJdk);

    assertThat(command.with("JAVA_HOME", old).run()).isEqualTo(HELLO);
  }

  @Test
  void usesTheCacheOfClasses() throws Exception {
    var orFail = "-XX:AOTMode=on";

    var ended =
        Command.jasyncio(folder, "run", "Hello.java").with("JDK_JAVA_OPTIONS", orFail).run();

    assertThat(ended.exitCode()).isZero();
  }

  /// In a copy of the project, with a Maven that writes down its calls and copies what is built.
  @Nested
  class Building {
    private static final String MAVEN =
        """
        echo "$@" >>calls
        mkdir -p cli/target
        cp -R %s/lib %1$s/jasyncio-cli.jar cli/target
        echo "no cache" >cli/target/jasyncio.aot
        """
            .formatted(Command.ROOT.resolve("cli/target"));

    private static final List<String> SCRIPTS =
        List.of(
            "jasyncio",
            "scripts/jdk.sh",
            "scripts/start.sh",
            "scripts/maven",
            "scripts/FetchMaven.java");

    private Path project;
    private Path bin;

    @BeforeEach
    void copyProject() throws IOException {
      project = folder.resolve("project");
      for (var file : List.of("pom.xml", "core/pom.xml", "core/src/main/A.java", "cli/pom.xml")) {
        write(project.resolve(file), "");
      }
      Files.createDirectories(project.resolve("cli/src/main"));
      for (var file : SCRIPTS) {
        Files.createDirectories(project.resolve(file).getParent());
        Files.copy(Command.ROOT.resolve(file), project.resolve(file));
      }
      bin = folder.resolve("bin");
      script(bin.resolve("mvn"), MAVEN);
    }

    @Test
    void happensOnTheFirstStart() throws Exception {
      assertThat(hello().run()).isEqualTo(new Ended(0, "hello\n", "jasyncio: building\n"));
      assertThat(calls()).hasSize(1);
    }

    @Test
    void happensOnceWhenNothingChanges() throws Exception {
      hello().run();

      assertThat(hello().run()).isEqualTo(HELLO);
      assertThat(calls()).hasSize(1);
    }

    @Test
    void happensAgainWhenASourceIsNewer() throws Exception {
      hello().run();
      var later = FileTime.from(Instant.now().plus(Duration.ofMinutes(1)));
      Files.setLastModifiedTime(project.resolve("core/src/main/A.java"), later);

      hello().run();

      assertThat(calls()).hasSize(2);
    }

    @Test
    void happensOnceForManyFirstStarts() throws Exception {
      script(bin.resolve("mvn"), "sleep 1\n" + MAVEN);
      var starts = new ArrayList<Started>();

      for (int i = 0; i < 4; i++) {
        starts.add(hello().start());
      }

      for (var start : starts) {
        assertThat(start.end().out()).isEqualTo("hello\n");
      }
      assertThat(calls()).hasSize(1);
    }

    @Test
    void tellsWhyItFailed() throws Exception {
      script(bin.resolve("mvn"), "echo Core.java: trouble; exit 1");

      var report = "jasyncio: building\nCore.java: trouble\njasyncio: the build failed\n";
      assertThat(hello().run()).isEqualTo(new Ended(2, "", report));
    }

    /// With a Maven on a server, and on the PATH nothing but a few of the coreutils.
    @Nested
    class WithoutMaven {
      private HttpServer server;
      private String url;

      @BeforeEach
      void removeMaven() throws IOException {
        Files.delete(bin.resolve("mvn"));
        for (var tool : List.of("bash", "dirname", "readlink", "mkdir", "cp", "rm")) {
          script(bin.resolve(tool), "exec $(PATH=$OLD_PATH command -v %s) \"$@\"".formatted(tool));
        }
      }

      @BeforeEach
      void serveMaven() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Building::sendMaven);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/apache-maven-1-bin.zip";
      }

      @AfterEach
      void stopServer() {
        server.stop(0);
      }

      @Test
      void fetchesOneOfTheRightChecksum() throws Exception {
        pin(sha256(mavenArchive()));

        assertThat(startWithoutMaven()).isEqualTo(new Ended(0, "hello\n", "jasyncio: building\n"));
        assertThat(calls()).hasSize(1);
      }

      @Test
      void refusesOneOfAnotherChecksum() throws Exception {
        pin("0".repeat(64));

        var ended = startWithoutMaven();

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
            .contains("SHA-256 " + "0".repeat(64) + " expected of what was fetched")
            .contains("maven: no mvn, and none could be fetched: install Maven 3.8.7 or later");
        assertThat(folder.resolve("home/wrapper/dists")).doesNotExist();
      }

      private void pin(String checksum) throws IOException {
        write(
            project.resolve(".mvn/wrapper/maven-wrapper.properties"),
            "distributionUrl=%s\ndistributionSha256Sum=%s\n".formatted(url, checksum));
      }

      private Ended startWithoutMaven() throws Exception {
        return hello()
            .with("OLD_PATH", System.getenv("PATH"))
            .with("PATH", bin)
            .with("MAVEN_USER_HOME", folder.resolve("home"))
            .run();
      }
    }

    private static void sendMaven(HttpExchange exchange) throws IOException {
      try (exchange) {
        var archive = mavenArchive();
        exchange.sendResponseHeaders(200, archive.length);
        exchange.getResponseBody().write(archive);
      }
    }

    private static byte[] mavenArchive() throws IOException {
      var bytes = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(
            new ZipEntry("apache-maven-1/bin/mvn")
                .setLastModifiedTime(FileTime.from(Instant.EPOCH)));
        zip.write(MAVEN.getBytes(UTF_8));
      }
      return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Command hello() {
      return Command.of(folder, project.resolve("jasyncio"), "run", "Hello.java")
          .with("PATH", bin + ":" + System.getenv("PATH"))
          .with("JAVA_HOME", System.getProperty("java.home"));
    }

    private List<String> calls() throws IOException {
      return Files.readAllLines(project.resolve("calls"));
    }
  }

  private static void script(Path file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
