package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.cli.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio ps`, `pstree` and `dump`, on other processes.
class InspectIT extends Children {
  private static final String CRAWLER =
      """
      import jasyncio.*;
      import static jasyncio.Asyncio.*;

      void fetch() { await(sleep(seconds(100))); }

      void main() {
        run(() -> {
          var a = createTask(this::fetch, TaskOptions.named("fetch a"));
          createTask(() -> await(gather(a)), TaskOptions.named("crawler"));
          %s
          await(sleep(millis(1)));
          IO.println("ready");
          await(sleep(seconds(100)));
        });
      }
      """;

  private Command crawler(String engine, String more) throws Exception {
    var file = Files.writeString(folder.resolve("Crawler.java"), CRAWLER.formatted(more));
    return Command.jasyncio(folder, "run", "--engine", engine, file);
  }

  private Ended jasyncio(String command, long pid) throws Exception {
    return Command.jasyncio(folder, command, pid).run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void psListsTasksTheirAwaitersAndTheirWaits(String engine) throws Exception {
    var ended = jasyncio("ps", ready(crawler(engine, "")));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines().toList())
        .hasSize(5)
        .anyMatch(line -> line.matches(".*EventLoop\\[1, running] in thread .*, 3 tasks"))
        .anyMatch(line ->
            line.matches(".* fetch a .*Crawler.fetch .*Crawler.main +crawler .*sleep for.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void pstreeShowsWhichTaskAwaitsWhich(String engine) throws Exception {
    var ended = jasyncio("pstree", ready(crawler(engine, "")));

    assertThat(ended.out().replaceAll("[.]java:\\d+", ".java"))
        .contains(
            """
            └── (T) crawler
                └── Crawler.main(Crawler.java)
                    └── (T) fetch a
                        └── Crawler.fetch(Crawler.java)
            """);
  }

  @Test
  void dumpIsJson() throws Exception {
    long pid = ready(crawler("auto", ""));

    assertThat(jasyncio("dump", pid).out())
        .startsWith("{\"pid\":" + pid + ",\"loops\":[{\"name\":\"EventLoop[1, running]\"")
        .contains("\"name\":\"fetch a\",\"state\":\"suspended\",\"waitsFor\":\"sleep for")
        .endsWith("}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void psListsTenThousandTasks(String engine) throws Exception {
    var many = "for (int i = 0; i < 10_000; i++) { createTask(this::fetch); }";

    assertThat(jasyncio("ps", ready(crawler(engine, many))).out().lines())
        .hasSizeGreaterThan(10_000);
  }

  @Test
  void leavesNoTraceInTheOutputOfTheProcess() throws Exception {
    var started = start(crawler("auto", ""));
    awaitOutput(started, "ready");

    jasyncio("ps", started.process().pid());

    assertThat(Files.readString(started.out())).isEqualTo("ready\n");
    assertThat(Files.readString(started.err())).isEmpty();
  }

  @Test
  void findsTheLibraryInAnyClassLoader() throws Exception {
    var file = Files.writeString(folder.resolve("Crawler.java"), CRAWLER.formatted(""));
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var core = Command.ROOT.resolve("core/target/jasyncio.jar");

    assertThat(jasyncio("ps", ready(Command.of(folder, java, "-cp", core, file))).out())
        .contains("fetch a");
  }

  @Test
  void reportsTasksThatAwaitEachOther() throws Exception {
    var ring =
        """
        var ring = new Task<?>[2];
        ring[0] = createTask(() -> await(ring[1]), TaskOptions.named("A"));
        ring[1] = createTask(() -> await(ring[0]), TaskOptions.named("B"));
        """;

    assertThat(jasyncio("pstree", ready(crawler("auto", ring))).out())
        .contains("cycle: B -> A -> B");
  }

  @Nested
  class AStuckLoop {
    private Ended pstreeOfOneStuckIn(String engine, String what) throws Exception {
      var file = folder.resolve("Crawler.java");
      var program =
          CRAWLER
              .replace("IO.println(\"ready\");", "")
              .formatted(
                  "getRunningLoop().callLater(millis(50), () -> { IO.println(\"ready\"); stuck(); });");
      Files.writeString(file, program + "void stuck() {" + what + "}");
      return jasyncio("pstree", ready(Command.jasyncio(folder, "run", "--engine", engine, file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void cpuSpinIsNamedWithItsFrame(String engine) throws Exception {
      var ended = pstreeOfOneStuckIn(engine, "while (true) { Thread.onSpinWait(); }");

      assertThat(ended.out())
          .contains(
              "STUCK in a callback, RUNNABLE:", "at Crawler.stuck(Crawler.java:", "(T) fetch a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void blockingCallIsNamedWithItsFrame(String engine) throws Exception {
      var ended =
          pstreeOfOneStuckIn(
              engine, "try { Thread.sleep(100_000); } catch (InterruptedException e) {}");

      assertThat(ended.out())
          .contains("STUCK in a callback, TIMED_WAITING:", "at Crawler.stuck(Crawler.java:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void deadlockIsNamedWithItsFrame(String engine) throws Exception {
      var deadlock =
          """
          var mine = new Object();
          var other = new Object();
          var bothHeld = new java.util.concurrent.CountDownLatch(2);
          Thread.ofPlatform().daemon().start(() -> lockBoth(other, mine, bothHeld));
          lockBoth(mine, other, bothHeld);
          }
          void lockBoth(Object one, Object two, java.util.concurrent.CountDownLatch bothHeld) {
            synchronized (one) {
              bothHeld.countDown();
              try { bothHeld.await(); } catch (InterruptedException e) {}
              synchronized (two) {}
            }
          """;

      assertThat(pstreeOfOneStuckIn(engine, deadlock).out())
          .contains("STUCK in a callback, BLOCKED:", "at Crawler.lockBoth(Crawler.java:");
    }
  }

  @Nested
  class IsRefusedFor {
    private void assertRefused(long pid, String reason) throws Exception {
      assertThat(jasyncio("ps", pid))
          .isEqualTo(new Ended(2, "", "jasyncio ps: " + pid + ": " + reason + "\n"));
    }

    @Test
    void aProcessThatIsNone() throws Exception {
      var ended = start(Command.of(folder, "true"));
      ended.end();

      assertRefused(ended.process().pid(), "no such process");
    }

    @Test
    void aProcessWithoutAJvmWhichIsLeftAlone() throws Exception {
      var sleep = start(Command.of(folder, "sleep", "60"));

      assertRefused(
          sleep.process().pid(), "not a JVM, or one that does not let itself be attached to");
      assertThat(sleep.process().isAlive()).isTrue();
    }

    @Test
    void aJvmThatDeniesIt() throws Exception {
      var denying = crawler("auto", "").with("JDK_JAVA_OPTIONS", "-XX:+DisableAttachMechanism");

      assertRefused(ready(denying), "not a JVM, or one that does not let itself be attached to");
    }

    @Test
    void anotherUsersProcess() throws Exception {
      assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root can be two users");
      var nobody = Command.of(folder, "setpriv", "--reuid=65534", "--clear-groups");
      Path files = Files.createDirectory(folder.resolve("files"));
      for (Path open : List.of(folder, files)) {
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      long pid = ready(crawler("auto", ""));

      var ended =
          nobody
              .and(Command.ROOT.resolve("jasyncio"), "ps", pid)
              .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + files)
              .run();

      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .endsWith("it belongs to another user: only that one and root may attach\n");
      assertThat(files).isEmptyDirectory();
    }

    @Test
    void aJvmWithoutALoop() throws Exception {
      var file = folder.resolve("Plain.java");
      Files.writeString(
          file, "void main() throws Exception { IO.println(\"ready\"); Thread.sleep(100_000); }");

      assertRefused(ready(Command.jasyncio(folder, "run", file)), "no event loop runs in it");
    }
  }
}
