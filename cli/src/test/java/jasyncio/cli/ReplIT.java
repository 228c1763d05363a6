package jasyncio.cli;

import static jasyncio.cli.AtTerminal.CTRL_C;
import static jasyncio.cli.AtTerminal.CTRL_D;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio repl`, as a user's shell runs it.
class ReplIT extends Children {
  private static final String BIRTH_OF_A_WAITER =
      """
      var waiter = createTask(() -> {
        try {
          await(new Event().waitSet());
        } finally {
          IO.println("bye");
        }
      }, TaskOptions.named("waiter"));
      """;

  @Nested
  class Script {
    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void printsValues(String engine) throws Exception {
      var ended =
          repl("--engine", engine)
              .withInput(
                  """
                  1 + 2
                  var x = await(sleep(millis(1), "slept"))
                  x.length()
                  """)
              .run();

      assertThat(ended).isEqualTo(new Ended(0, "$1 ==> 3\nx ==> \"slept\"\n$3 ==> 5\n", ""));
    }

    @Test
    void tellsOfAWrongCallOfAnOverloadedMethod() throws Exception {
      var ended = script("await(getRunningLoop().getaddrinfo(\"localhost\"))\n");

      assertThat(ended.out() + ended.err())
          .contains("no suitable method found for getaddrinfo")
          .doesNotContain("exception has occurred in the compiler");
    }

    @Test
    void printsNothingForWhatGivesNothing() throws Exception {
      assertThat(script("await(sleep(millis(1)))\n")).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void declaresOverSeveralLines() throws Exception {
      var ended =
          script(
              """
              // a coroutine
              Coroutine<Integer> twice(int n) {
                return () -> {
                  await(sleep(millis(1)));
                  return 2 * n;
                };
              }
              record Pair(int left, int right) {}
              var both = await(gather(twice(1), twice(2)))
              new Pair(both.get(0), both.get(1))
              """);

      assertThat(ended)
          .isEqualTo(new Ended(0, "both ==> [2, 4]\n$4 ==> Pair[left=2, right=4]\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void letsTasksGoOnFromOneSnippetToTheNext(String engine) throws Exception {
      var ended =
          repl("--engine", engine)
              .withInput(
                  """
                  var there = new Event(); var seen = new Event()
                  createTask(() -> { await(there.waitSet()); seen.set(); }).done()
                  there.set()
                  await(seen.waitSet())
                  seen.isSet()
                  """)
              .run();

      assertThat(ended.out()).startsWith("there ==> Event").endsWith("==> false\n$6 ==> true\n");
      assertThat(ended.exitCode()).isZero();
    }

    @Test
    void runsEachSnippetAsATask() throws Exception {
      var ended = script("currentTask().getName()\ncurrentTask().getName()\n");

      assertThat(ended.out()).isEqualTo("$1 ==> \"snippet-1\"\n$2 ==> \"snippet-2\"\n");
    }

    @Test
    void keepsContextVariables() throws Exception {
      var ended =
          script(
              """
              var user = new ContextVar<String>("user")
              { user.set("ada"); }
              user.get()
              """);

      assertThat(ended.out()).endsWith("$3 ==> \"ada\"\n");
    }

    @Test
    void showsWhereASnippetFailedAndGoesOn() throws Exception {
      var ended =
          script(
              """
              void fail(int depth) throws Exception {
                if (depth == 0) throw new IOException("disk full");
                await(sleep(millis(1)));
                fail(depth - 1);
              }
              fail(1)
              "next"
              """);

      var report =
          """
          java.io.IOException: disk full
          \tat REPL.fail(#1:2)
          \tat REPL.fail(#1:4)
          \tat REPL.<snippet>(#2:1)
          """;
      assertThat(ended).isEqualTo(new Ended(1, "$3 ==> \"next\"\n", report));
    }

    @Test
    void showsWhereASnippetDoesNotCompile() throws Exception {
      var ended = script("int x = 1 +\n  nothing;\n");

      var report =
          """
          error: cannot find symbol
            nothing;
            ^^^^^^^
            symbol:   variable nothing
          """;
      assertThat(ended).isEqualTo(new Ended(1, "", report));
    }

    @Test
    void saysWhatIsMissingAtTheEnd() throws Exception {
      var ended = script("int f() {\n");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).startsWith("error: reached end of file while parsing\nint f() {\n");
    }

    @Test
    void declaresWhatUsesWhatIsYetToCome() throws Exception {
      var ended = script("int f() { return g(); }\nf()\nint g() { return 1; }\nf()\n");

      assertThat(ended)
          .isEqualTo(
              new Ended(
                  1,
                  "created f(), which cannot be used until method g() is declared\n$4 ==> 1\n",
                  "f() cannot be used until method g() is declared\n"));
    }

    @Test
    void tellsAtOnceOfATaskThatFailed() throws Exception {
      var ended =
          script(
              """
              var t = createTask(() -> { throw new IOException("full"); }, TaskOptions.named("t"))
              await(sleep(millis(1)))
              """);

      assertThat(ended.err())
          .startsWith("t failed: java.io.IOException: full\n")
          .contains("never retrieved", "\tat REPL.<snippet>(#1:1)\n")
          .doesNotContain("\tat jasyncio.", "\tat java.base");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/exit\nIO.println(\"no\")\n"})
    void cancelsAtItsEndTheTasksThatAreLeft(String end) throws Exception {
      var ended = script(BIRTH_OF_A_WAITER + "await(sleep(Duration.ZERO))\n" + end);

      assertThat(ended.out()).startsWith("waiter ==> Task[name=waiter").endsWith("]\nbye\n");
      assertThat(ended.exitCode()).isZero();
    }

    @Test
    void showsTheTasks() throws Exception {
      var ended = script(BIRTH_OF_A_WAITER + "await(sleep(Duration.ZERO))\n/tasks\n/nix\n");

      assertThat(ended.out())
          .contains("(T) waiter\n", "REPL.<snippet>(#1:3)\n", "Event.waitSet on Event");
      assertThat(ended.err()).isEqualTo("/nix: no such command; /help shows those there are\n");
    }

    @Test
    void endsAtACtrlCAndCleansUp() throws Exception {
      // A child of a build in the background ignores SIGINT from its start.
      var listening = Command.of(folder, "perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");
      var started =
          start(
              listening
                  .and(Command.ROOT.resolve("jasyncio"), "repl")
                  .withInput(
                      BIRTH_OF_A_WAITER
                          + "{ IO.println(\"ready\"); await(new Event().waitSet()); }\n"
                          + "IO.println(\"no\")\n"));
      awaitOutput(started, "ready");

      Command.of(folder, "kill", "-INT", started.process().pid()).run();

      var ended = started.end();
      assertThat(ended.exitCode()).isEqualTo(130);
      assertThat(ended.out()).endsWith("ready\nbye\n");
      assertThat(ended.err()).isEqualTo("interrupted\n");
    }

    private Ended script(String text) throws Exception {
      return repl().withInput(text).run();
    }

    private Command repl(Object... options) {
      return Command.jasyncio(folder, "repl").and(options);
    }
  }

  @Nested
  class Terminal {
    @Test
    void greetsRunsAndEndsByCtrlD() throws Exception {
      try (var person = at("auto")) {
        person.sees("jasyncio REPL on Java ");
        person.sees(">>> ");
        person.enter("await(sleep(millis(1), 6 * 7))");
        person.sees("$1 ==> 42\n");
        person.sees(">>> ");
        person.type(CTRL_D);

        assertThat(person.exitCode()).isZero();
        assertThat(person.screen()).doesNotContain("WARNING", "Exception");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void cancelsTheRunningSnippetOnlyAtCtrlC(String engine) throws Exception {
      try (var person = at(engine)) {
        person.enter("var asked = new jasyncio.Queue<Integer>()");
        person.sees("asked ==> ");
        person.enter(
            """
            var echo = createTask(() -> { for (var n : asked) IO.println("<" + n + ">"); })\
            """);
        person.sees("echo ==> ");
        person.enter("{ IO.println(\"wai\" + \"ting\"); await(new Event().waitSet()); }");
        person.sees("waiting");
        person.type(CTRL_C);
        person.sees("interrupted");
        person.sees(">>> ");
        person.enter("asked.putNowait(7)");
        person.sees("<7>");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void endsASnippetThatSpinsAtCtrlC(String engine) throws Exception {
      endsAtCtrlC(engine, "while (true) {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier", "portable"})
    void endsASnippetThatBlocksAtCtrlC(String engine) throws Exception {
      endsAtCtrlC(engine, "Thread.sleep(Duration.ofMinutes(1));");
    }

    private void endsAtCtrlC(String engine, String code) throws Exception {
      try (var person = at(engine)) {
        person.enter("{ IO.println(\"rea\" + \"dy\"); " + code + " }");
        person.sees("ready");
        person.type(CTRL_C);
        person.sees("interrupted");
        person.sees(">>> ");
        person.enter("await(sleep(millis(1), \"al\" + \"ive\"))");
        person.sees("\"alive\"");
      }
    }

    @Test
    void dropsTheLineAtCtrlC() throws Exception {
      try (var person = at("auto")) {
        person.sees(">>> ");
        person.type("nonsense");
        person.sees("nonsense");
        person.type(CTRL_C);
        person.sees(">>> ");
        person.enter("\"o\" + \"k\"");
        person.sees("==> \"ok\"");
      }
    }

    @Test
    void asksForMoreWhereASnippetIsIncomplete() throws Exception {
      try (var person = at("auto")) {
        person.sees(">>> ");
        person.enter("int twice(int n) {");
        person.sees("... ");
        person.enter("return 2 * n;");
        person.sees("... ");
        person.enter("}");
        person.sees(">>> ");
        person.enter("twice(21)");
        person.sees("==> 42");
      }
    }

    @Test
    void completesNames() throws Exception {
      try (var person = at("auto")) {
        person.sees(">>> ");
        person.type("getRunningLo\t");
        person.sees("getRunningLoop()");
        person.enter(".isRunning()");
        person.sees("==> true");
      }
    }

    @Test
    void printsWhatTasksPrintAboveTheLineThatIsTyped() throws Exception {
      try (var person = at("auto")) {
        person.enter("var go = new CompletableFuture<String>()");
        person.sees("go ==> ");
        person.enter("var t = createTask(() -> { IO.println(await(go)); })");
        person.sees("t ==> ");
        person.enter("var signal = Path.of(\"go\")");
        person.sees("signal ==> ");
        person.enter(
            """
            var looker = Thread.startVirtualThread(() -> {\
             while (!Files.exists(signal)) Thread.onSpinWait(); go.complete("went"); })\
            """);
        person.sees("looker ==> ");
        person.sees(">>> ");
        person.type("6 * ");
        person.sees("6 * ");
        Files.createFile(folder.resolve("go"));
        person.sees("went\n>>> 6 * ");
        person.enter("7");
        person.sees("==> 42");
      }
    }

    @Test
    void isSeenFromElsewhere() throws Exception {
      try (var person = at("auto")) {
        person.enter(
            """
            var waiter = createTask(() -> await(new Event().waitSet()), TaskOptions.named("waiter"))\
            """);
        person.sees("waiter ==> ");
        person.enter("Files.writeString(Path.of(\"pid\"), \"\" + ProcessHandle.current().pid())");
        person.sees("==> pid");
        person.enter("{ IO.println(\"rea\" + \"dy\"); await(waiter); }");
        person.sees("ready");

        var pid = Files.readString(folder.resolve("pid"));
        var tree = Command.jasyncio(folder, "pstree", pid).run();

        assertThat(tree.out()).contains("(T) snippet-3\n", "(T) waiter\n");
      }
    }

    private AtTerminal at(String engine) throws Exception {
      return AtTerminal.start(folder, Command.ROOT.resolve("jasyncio"), "repl", "--engine", engine);
    }
  }
}
