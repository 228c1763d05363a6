package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void hearsAnInterrupt() throws Exception {
      write(
          "Sleeper.java",
          """
          void main() throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("bye")));
            IO.println("ready");
            Thread.sleep(Duration.ofMinutes(1));
          }
          """);
      // Where the build runs in the background, a child is born deaf to SIGINT.
      var listening = Command.of(folder, "perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");

      var started = listening.and(Command.ROOT.resolve("jasyncio"), "run", "Sleeper.java").start();
      while (!Files.readString(started.out()).contains("ready")) {
        Thread.onSpinWait();
      }
      Command.of(folder, "kill", "-INT", started.process().pid()).run();

      assertThat(started.end()).isEqualTo(new Ended(130, "ready\nbye\n", ""));
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
    void toRunNothing() throws Exception {
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
