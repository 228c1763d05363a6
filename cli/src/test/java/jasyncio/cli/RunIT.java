package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import jasyncio.cli.Command.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio run`, as a user's shell runs it.
class RunIT {
  @TempDir Path folder;

  @Nested
  class Program {
    @Test
    void getsItsArgumentsUntouched() throws Exception {
      var program = running("void main(String... args) { for (var a : args) IO.println(a); }");

      var ended = program.and("-x", "--", "--engine", "run", "@home", "two words", "").run();

      assertThat(ended).isEqualTo(new Ended(0, "-x\n--\n--engine\nrun\n@home\ntwo words\n\n", ""));
    }

    @Test
    void readsStandardInput() throws Exception {
      var program = running("void main() { IO.println(IO.readln().toUpperCase()); }");

      var ended = program.withInput("ping\n").run();

      assertThat(ended).isEqualTo(new Ended(0, "PING\n", ""));
    }

    @Test
    void keepsOutputAndErrorsApart() throws Exception {
      var ended = running("void main() { IO.println(1); System.err.println(2); }").run();

      assertThat(ended).isEqualTo(new Ended(0, "1\n", "2\n"));
    }

    @Test
    void isToldOfAWrongCallOfAnOverloadedMethod() throws Exception {
      var ended =
          running(
                  """
                  import static jasyncio.Asyncio.*;

                  void main() {
                    run(() -> { await(getRunningLoop().getaddrinfo("localhost")); });
                  }
                  """)
              .run();

      assertThat(ended.err())
          .contains("error: no suitable method found for getaddrinfo(String)")
          .doesNotContain("exception has occurred in the compiler");
    }

    @Test
    void setsTheExitCode() throws Exception {
      assertThat(running("void main() { System.exit(7); }").run()).isEqualTo(new Ended(7, "", ""));
    }

    @Test
    void endsWithItsLastThread() throws Exception {
      var ended = running("void main() { new Thread(() -> IO.println(\"late\")).start(); }").run();

      assertThat(ended).isEqualTo(new Ended(0, "late\n", ""));
    }

    @Test
    void reportsWhatMainThrowsAndNothingOfTheLauncher() throws Exception {
      var ended = running("void main() throws Exception { throw new Exception(\"no\"); }").run();

      var report =
          """
          Exception in thread "main" java.lang.Exception: no
          \tat Program.main(Program.java:1)
          """;
      assertThat(ended).isEqualTo(new Ended(1, "", report));
    }

    @Test
    void isAllThatIsSeenOfCausesAndOfWhatTheySuppressed() throws Exception {
      var ended =
          running(
                  """
                  void main() {
                    var cause = new Exception("second");
                    cause.addSuppressed(new Exception("third", cause));
                    throw new IllegalStateException("first", cause);
                  }
                  """)
              .run();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .contains("first\n\tat Program.main(Program.java:4)\n")
          .contains("second\n\tat Program.main(Program.java:2)\n")
          .contains("third\n\t\tat Program.main(Program.java:3)\n")
          .doesNotContain("jasyncio.cli", "java.lang.reflect");
    }

    @Test
    void reportsWhatACoroutineThrows() throws Exception {
      var ended =
          running(
                  """
                  import static jasyncio.Asyncio.*;
                  void main() {
                    run(() -> { fail(20); });
                  }
                  void fail(int depth) throws Exception {
                    if (depth > 0) {
                      fail(depth - 1);
                    }
                    await(sleep(millis(1)));
                    throw new IOException("disk full");
                  }
                  """)
              .run();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err())
          .startsWith(
              """
              Exception in thread "main" java.io.IOException: disk full
              \tat Program.fail(Program.java:10)
              """)
          .contains("\tat Program.fail(Program.java:7)\n".repeat(20))
          .endsWith("\tat Program.main(Program.java:3)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void reportsWhichTaskAwaitedWhich(String engine) throws Exception {
      write(
          "Program.java",
          """
          import static jasyncio.Asyncio.*;
          import jasyncio.TaskOptions;
          void save() throws Exception {
            await(sleep(millis(1)));
            throw new IOException("disk full");
          }
          void main() {
            run(() -> {
              var saver = createTask(() -> { save(); }, TaskOptions.named("saver"));
              await(gather(saver, sleep(seconds(1))));
            });
          }
          """);

      var ended = Command.jasyncio(folder, "run", "--engine", engine, "Program.java").run();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err().replaceAll("Task-\\d+", "Task"))
          .isEqualTo(
              """
              Exception in thread "main" java.io.IOException: disk full
              \tat Program.save(Program.java:5)
              \tat Program.main(Program.java:9)
                in saver, awaited by Task in gather:
              \tat Program.main(Program.java:10)
              """);
    }

    @Test
    void logsAFailureThatNoTaskAwaitsInReadableForm() throws Exception {
      var ended =
          running(
                  """
                  import static jasyncio.Asyncio.*;
                  void main() {
                    run(() -> {
                      createTask(() -> { throw new IOException("disk full"); });
                      await(sleep(millis(1)));
                    });
                  }
                  """)
              .run();

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err())
          .startsWith("SEVERE jasyncio: Task exception was never retrieved\n")
          .endsWith("\njava.io.IOException: disk full\n\tat Program.main(Program.java:4)\n");
    }

    @Test
    void logsItselfInTheFormOfTheJdk() throws Exception {
      var ended =
          running(
                  "void main() { System.getLogger(\"app\").log(System.Logger.Level.INFO, \"up\"); }")
              .run();

      assertThat(ended.err()).matches(".* Program main\nINFO: up\n");
    }

    @Test
    void showsAllFramesInDebugMode() throws Exception {
      var ended =
          running(
                  """
                  import static jasyncio.Asyncio.*;
                  void main() {
                    run(() -> { throw new IOException("disk full"); });
                  }
                  """)
              .with("JASYNCIO_DEBUG", 1)
              .run();

      assertThat(ended.err()).contains("at Program.lambda$main$0", "jasyncio.TaskRun.body");
    }

    @Test
    void reportsInItsOwnWayIfItHasOne() throws Exception {
      var ended =
          running(
                  """
                  void main() throws Exception {
                    Thread.setDefaultUncaughtExceptionHandler((t, e) -> IO.println("mine: " + e));
                    throw new Exception("no");
                  }
                  """)
              .run();

      assertThat(ended).isEqualTo(new Ended(1, "mine: java.lang.Exception: no\n", ""));
    }

    @Test
    void reportsWhatAStaticInitializerThrows() throws Exception {
      var ended = running("class P { static int x = 1 / 0; static void main() {} }").run();

      var report =
          """
          Exception in thread "main" java.lang.ExceptionInInitializerError
          Caused by: java.lang.ArithmeticException: / by zero
          \tat P.<clinit>(Program.java:1)
          """;
      assertThat(ended).isEqualTo(new Ended(1, "", report));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "class Program { public static void main(String[] args) { IO.println(args[0]); } }",
          "public class Named { protected void main(String... args) { IO.println(args[0]); } }",
          "class First { void main(String[] a) { IO.println(a[0]); } void main() {} }",
          "class First { private void main(String[] a) {} static void main() { IO.println(1); } }",
          "class First {} record Program() { void main() { IO.println(1); } }",
          "class First extends Last {} class Last { void main() { IO.println(1); } }",
          "interface Program { static void main() { IO.println(1); } }",
          "class First implements Last {} interface Last { default void main() { IO.println(1); } }",
          "package elsewhere; class First { static void main(String[] a) { IO.println(a[0]); } }"
        })
    void hasAMainOfAnyForm(String source) throws Exception {
      assertThat(running(source).and("1").run()).isEqualTo(new Ended(0, "1\n", ""));
    }

    @Test
    void findsJasyncio() throws Exception {
      var ended =
          running("import jasyncio.*;\nvoid main() { IO.println(Asyncio.class.getName()); }").run();

      assertThat(ended).isEqualTo(new Ended(0, "jasyncio.Asyncio\n", ""));
    }

    @Test
    void usesTheSourcesBesideIt() throws Exception {
      Files.writeString(folder.resolve("Other.java"), "class Other { static int answer = 42; }");

      var ended = running("void main() { IO.println(Other.answer); }").run();

      assertThat(ended).isEqualTo(new Ended(0, "42\n", ""));
    }

    @Test
    void usesTheSourcesAndResourcesOfItsPackage() throws Exception {
      var inner = Files.createDirectories(folder.resolve("outer/inner"));
      Files.writeString(folder.resolve("module-info.java"), "module ignored {}");
      Files.writeString(inner.resolve("word.txt"), "answer");
      Files.writeString(inner.resolve("Other.java"), "package outer.inner; interface Other {}");
      Files.writeString(
          inner.resolve("Program.java"),
          """
          package outer.inner;
          class Program implements Other {
            static void main(String[] args) throws Exception {
              try (var word = Program.class.getResourceAsStream("word.txt")) {
                IO.println(Program.class.getInterfaces()[0] + " " + new String(word.readAllBytes()));
              }
            }
          }
          """);

      var ended = Command.jasyncio(folder, "run", "outer/inner/Program.java").run();

      assertThat(ended).isEqualTo(new Ended(0, "interface outer.inner.Other answer\n", ""));
    }

    @ParameterizedTest
    @CsvSource({"auto,null", "carrier,carrier", "PORTABLE,portable"})
    void seesTheEngine(String option, String property) throws Exception {
      write("Engine.java", "void main() { IO.println(System.getProperty(\"jasyncio.engine\")); }");

      var ended = Command.jasyncio(folder, "run", "--engine", option, "Engine.java").run();

      assertThat(ended).isEqualTo(new Ended(0, property + "\n", ""));
    }

    @Test
    void mayUseTheCarrierEngine() throws Exception {
      var ended =
          running(
                  """
                  void main() throws Exception {
                    Class.forName("java.lang.ThreadBuilders").getDeclaredMethods()[0].setAccessible(true);
                  }
                  """)
              .run();

      assertThat(ended).isEqualTo(new Ended(0, "", ""));
    }
  }

  @Nested
  class CtrlC {
    @Test
    void endsAProgramWithoutALoop() throws Exception {
      var started =
          startingUntilReady(
              """
              void main() throws Exception {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("bye")));
                IO.println("ready");
                Thread.sleep(Duration.ofMinutes(1));
              }
              """);

      interrupt(started);

      assertThat(started.end()).isEqualTo(new Ended(130, "ready\nbye\n", ""));
    }

    @Test
    void cancelsARunWhichCleansUp() throws Exception {
      var started =
          startingUntilReady(
              """
              import static jasyncio.Asyncio.*;
              void main() {
                run(() -> {
                  try {
                    IO.println("ready");
                    await(sleep(Duration.ofMinutes(1)));
                  } finally {
                    await(sleep(millis(1)));
                    IO.println("clean");
                  }
                });
              }
              """);

      interrupt(started);

      assertThat(started.end()).isEqualTo(new Ended(130, "ready\nclean\n", ""));
    }

    @Test
    void endsAtTheSecondTimeAProgramThatGoesOnAfterTheFirst() throws Exception {
      var started =
          startingUntilReady(
              """
              import static jasyncio.Asyncio.*;
              void main() {
                run(() -> {
                  IO.println("ready");
                  while (true) {
                    try {
                      await(sleep(Duration.ofMinutes(1)));
                    } catch (jasyncio.CancelledError e) {
                      IO.println("again");
                    }
                  }
                });
              }
              """);

      interrupt(started);
      awaitOutput(started, "again");
      interrupt(started);

      assertThat(started.end()).isEqualTo(new Ended(130, "ready\nagain\n", ""));
    }

    private Started startingUntilReady(String source) throws Exception {
      write("Program.java", source);
      // A child of a build in the background ignores SIGINT from its start.
      var listening = Command.of(folder, "perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");
      var started = listening.and(Command.ROOT.resolve("jasyncio"), "run", "Program.java").start();
      awaitOutput(started, "ready");
      return started;
    }

    private void awaitOutput(Started started, String word) throws IOException {
      while (!Files.readString(started.out()).contains(word)) {
        assertThat(started.process().isAlive()).as(() -> "runs until it says " + word).isTrue();
        Thread.onSpinWait();
      }
    }

    private void interrupt(Started started) throws Exception {
      Command.of(folder, "kill", "-INT", started.process().pid()).run();
    }
  }

  @Nested
  class Refuses {
    @Test
    void aFileThatIsNotThere() throws Exception {
      assertRefused("None.java: no such file");
    }

    @Test
    void aFolder() throws Exception {
      Files.createDirectory(folder.resolve("Folder.java"));

      assertRefused("Folder.java: not a file");
    }

    @Test
    void aFileOfAnotherKind() throws Exception {
      write("notes.txt", "void main() {}");

      assertRefused("notes.txt: not a Java source file: its name must end in .java");
    }

    @Test
    void aFileWithoutAProgram() throws Exception {
      write("Empty.java", "");

      assertRefused("Empty.java: no class declared in source file");
    }

    @Test
    void aFileWithoutAMain() throws Exception {
      write("Library.java", "class First {} class Library { int main() { return 0; } }");

      assertRefused("Library.java: no main method in class First or Library");
    }

    @Test
    void aMainOnWhatCannotBeMade() throws Exception {
      write("Needy.java", "class Needy { Needy(int need) {} void main() {} }");

      assertRefused(
          "Needy.java: main is not static and Needy has no constructor without parameters");
    }

    @Test
    void aFileThatDoesNotCompile() throws Exception {
      write("Broken.java", "void main() {\n  int x = nothing;\n}\n");

      var ended = Command.jasyncio(folder, "run", "Broken.java").run();

      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err())
          .startsWith("Broken.java:2: error: cannot find symbol\n  int x = nothing;\n")
          .endsWith("\n1 error\njasyncio run: Broken.java: compilation failed\n");
    }

    @Test
    void anOptionItDoesNotKnow() throws Exception {
      assertRefused("Unknown option: '--fast' (see jasyncio run --help)", "--fast", "Any.java");
    }

    @Test
    void anEngineItDoesNotKnow() throws Exception {
      assertRefused(
          "Invalid value for option '--engine': expected one of [auto, carrier, portable]"
              + " (case-insensitive) but was 'steam' (see jasyncio run --help)",
          "--engine",
          "steam",
          "Any.java");
    }

    @Test
    void aCommandWithoutAFile() throws Exception {
      assertRefused("Missing required parameter: 'FILE' (see jasyncio run --help)", new String[0]);
    }

    private void assertRefused(String reason) throws Exception {
      assertRefused(reason, reason.substring(0, reason.indexOf(':')));
    }

    private void assertRefused(String reason, String... args) throws Exception {
      var ended = Command.jasyncio(folder, "run").and((Object[]) args).run();

      assertThat(ended).isEqualTo(new Ended(2, "", "jasyncio run: " + reason + "\n"));
    }
  }

  private Command running(String source) throws IOException {
    write("Program.java", source);
    return Command.jasyncio(folder, "run", "Program.java");
  }

  private void write(String file, String source) throws IOException {
    Files.writeString(folder.resolve(file), source);
  }
}
