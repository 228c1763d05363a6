package jasyncio.internal.process;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.SubprocessOptions;
import jasyncio.SubprocessProtocol;
import jasyncio.SubprocessTransport;
import jasyncio.internal.pipe.Pipes;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The child processes of one loop.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Processes {
  private static final System.Logger LOG = System.getLogger("jasyncio");

  // apart from the default executor, whose jobs may take long
  private static final Executor STARTERS =
      start -> Thread.ofPlatform().daemon().name("jasyncio-process-start").start(start);

  private final EventLoop loop;
  private final Pipes pipes;
  private final Set<ProcessTransport> transports = new LinkedHashSet<>();

  /// Processes for `loop`, whose pipes are `pipes`.
  public Processes(EventLoop loop, Pipes pipes) {
    this.loop = loop;
    this.pipes = pipes;
  }

  /// See [EventLoop#subprocessShell(Supplier, String, SubprocessOptions)].
  public <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> shell(
      Supplier<P> factory, String command, SubprocessOptions options) {
    if (command.isBlank()) {
      throw new IllegalArgumentException("command of no words");
    }
    return exec(factory, Shell.command(command), options);
  }

  /// See [EventLoop#subprocessExec(Supplier, List, SubprocessOptions)].
  public <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> exec(
      Supplier<P> factory, List<String> command, SubprocessOptions options) {
    List<String> words = checked(command);
    return () -> {
      P protocol = factory.get();
      Child child = launch(words, options);
      ProcessTransport transport = new ProcessTransport(this, child, protocol);
      try {
        await(transport.start());
      } catch (Throwable t) {
        transport.close();
        throw t;
      }
      return new Connected<>(transport, protocol);
    };
  }

  private static List<String> checked(List<String> command) {
    List<String> words = List.copyOf(command);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("command of no words");
    }
    for (String word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a word of the command holds the character 0: " + words);
      }
    }
    return words;
  }

  private Child launch(List<String> command, SubprocessOptions options) {
    Launch launch = new Launch(command, options);
    try {
      return await(loop.runInExecutor(STARTERS, launch));
    } catch (Throwable t) {
      launch.abandon();
      throw t;
    }
  }

  /// Kills the processes that the program left running, without a word to their protocols, since no
  /// loop is left to run them; warns of each. Pipes that others hold after the end of a process are
  /// closed in silence. For a loop that closes, before its pipes do.
  public void close() {
    for (ProcessTransport transport : List.copyOf(transports)) {
      if (!transport.isClosing() && transport.getReturncode().isEmpty()) {
        LOG.log(Level.WARNING, () -> "loop closed with unclosed " + transport);
      }
      transport.release();
    }
  }

  // For the parts of this package

  EventLoop loop() {
    return loop;
  }

  Pipes pipes() {
    return pipes;
  }

  void remember(ProcessTransport transport) {
    transports.add(transport);
  }

  void forget(ProcessTransport transport) {
    transports.remove(transport);
  }
}
