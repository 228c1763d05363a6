package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The start script of the distribution, among the files that the distribution has.
class DistributionIT {
  @TempDir Path folder;
  private Path lib;

  @BeforeEach
  void layOut() throws Exception {
    lib = folder.resolve("dist/lib");
    Files.createDirectories(lib.resolve("lib"));
    var bin = Files.createDirectories(folder.resolve("dist/bin"));
    copy("cli/src/main/dist/jasyncio", bin);
    for (var file :
        List.of("scripts/jdk.sh", "scripts/start.sh", "cli/src/main/aot/Training.java")) {
      copy(file, lib);
    }
    copy("cli/target/jasyncio-cli.jar", lib);
    copy("cli/target/jasyncio-cli-agent.jar", lib);
    try (var jars = Files.list(Command.ROOT.resolve("cli/target/lib"))) {
      for (var jar : jars.toList()) {
        Files.copy(jar, lib.resolve("lib").resolve(jar.getFileName()));
      }
    }
    Files.writeString(folder.resolve("Hello.java"), "void main() { IO.println(\"hello\"); }");
  }

  private static void copy(String file, Path to) throws Exception {
    var from = Command.ROOT.resolve(file);
    Files.copy(from, to.resolve(from.getFileName()));
  }

  @Test
  void runsThroughALinkOnThePath() throws Exception {
    var link =
        Files.createSymbolicLink(folder.resolve("jasyncio"), folder.resolve("dist/bin/jasyncio"));

    assertThat(hello(link).run()).isEqualTo(new Ended(0, "hello\n", ""));
  }

  @Test
  void makesACacheOfClassesOnce() throws Exception {
    var jasyncio = folder.resolve("dist/bin/jasyncio");
    hello(jasyncio).run();
    var cache = awaitCache();
    var made = Files.getLastModifiedTime(cache);

    var again = hello(jasyncio).with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on").run();

    assertThat(again.exitCode()).isZero(); // else the JVM had refused to start without a cache
    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
  }

  private Path awaitCache() throws Exception {
    while (true) {
      try (var files = Files.list(folder.resolve("cache/jasyncio"))) {
        var cache = files.filter(file -> file.toString().endsWith(".aot")).findAny();
        if (cache.isPresent()) {
          return cache.get();
        }
      }
      Thread.sleep(20);
    }
  }

  private Command hello(Path jasyncio) {
    return Command.of(folder, jasyncio, "run", "Hello.java")
        .with("JAVA_HOME", System.getProperty("java.home"))
        .with("XDG_CACHE_HOME", folder.resolve("cache"));
  }
}
