package jasyncio.internal.process;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.SubprocessOptions;
import jasyncio.SubprocessProtocol;
import jasyncio.SubprocessTransport;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.pipe.Pipes;
import jasyncio.internal.transport.TransportContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The child processes of one loop.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Processes {
  // apart from the default executor, whose jobs may take long
  private static final Executor STARTERS =
      start -> Thread.ofPlatform().daemon().name("jasyncio-process-start").start(start);

  private final TransportContext context;
  private final Pipes pipes;

  /// The processes of `loop`, whose selector is behind `channels`.
  public Processes(EventLoop loop, LoopChannels channels, Pipes pipes) {
    this.context = new TransportContext(loop, channels);
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
      ProcessTransport transport = new ProcessTransport(context, pipes, child, protocol);
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
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command of no words");
    }
    List<String> words = new ArrayList<>(command);
    for (String word : words) {
      if (word == null) {
        throw new NullPointerException("a word of the command is null: " + words);
      }
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a word of the command holds the character 0: " + words);
      }
    }
    return words;
  }

  private Child launch(List<String> command, SubprocessOptions options) {
    Launch launch = new Launch(command, options);
    try {
      return await(context.loop().runInExecutor(STARTERS, launch));
    } catch (Throwable t) {
      launch.abandon();
      throw t;
    }
  }

  /// Kills the processes that the program left running, before their pipes are closed. See
  /// [TransportContext#releaseAll()].
  public void close() {
    context.releaseAll();
  }
}
