package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.process.Communication;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A child process whose pipes are streams.
///
/// {@snippet lang="java":
/// var cat = await(createSubprocessExec(List.of("cat"), SubprocessOptions.PIPES));
/// var output = await(cat.communicate("hello".getBytes(UTF_8)));
/// IO.println(new String(output.stdout(), UTF_8));            // hello
/// IO.println(cat.returncode().getAsInt());                   // 0
/// }
///
/// A process runs on if it is just dropped, and is killed when the loop closes. Whenever it ends,
/// the system is rid of it: there are no zombies.
///
/// **Loop affinity.** Every method belongs to the loop that started the process. Mirrors
/// `asyncio.subprocess.Process`.
///
/// @see Asyncio#createSubprocessExec(List, SubprocessOptions)
public final class Subprocess {
  private final SubprocessTransport transport;
  private final SubprocessStreams streams;
  private final @Nullable Duration stopOnCancel;

  // begun and not ended; null if there is none
  private @Nullable Communication communication;

  Subprocess(
      SubprocessTransport transport, SubprocessStreams streams, @Nullable Duration stopOnCancel) {
    this.transport = transport;
    this.streams = streams;
    this.stopOnCancel = stopOnCancel;
  }

  /// What a process wrote.
  ///
  /// @param stdout to its standard output; null if that was no pipe
  /// @param stderr to its standard errors; null if that was no pipe
  @SuppressWarnings("ArrayRecordComponent") // bytes to be used, not compared or shown
  public record Output(byte @Nullable [] stdout, byte @Nullable [] stderr) {}

  /// The child's standard input, or null if it is no pipe. Mirrors `process.stdin`.
  ///
  /// Writing fails once the child has closed its end or ended.
  public @Nullable StreamWriter stdin() {
    return streams.stdin();
  }

  /// The child's standard output, or null if it is no pipe. Mirrors `process.stdout`.
  public @Nullable StreamReader stdout() {
    return streams.stdout();
  }

  /// The child's standard errors, or null if they are no pipe. Mirrors `process.stderr`.
  public @Nullable StreamReader stderr() {
    return streams.stderr();
  }

  /// The system's number for the process. Mirrors `process.pid`.
  public long pid() {
    return transport.getPid();
  }

  /// How the process ended: its exit code, or `-N` if signal N killed it; empty while it runs.
  /// Mirrors `process.returncode`.
  ///
  /// See [SubprocessTransport#getReturncode()] for what the JDK cannot tell apart.
  public OptionalInt returncode() {
    return transport.getReturncode();
  }

  /// Suspends until the process has ended, and gives its return code. Mirrors `process.wait`.
  ///
  /// It does not wait for the pipes, which a grandchild may hold. A child that writes to a pipe
  /// which nobody reads may never end; [#communicate] reads. Any number of tasks may wait here;
  /// cancelling one leaves the others alone, and the process too, unless
  /// [SubprocessOptions#withStopOnCancel(Duration)] says otherwise.
  @CheckReturnValue
  public Coroutine<Integer> waitExit() {
    return () -> stoppingOnCancel(streams::awaitExit);
  }

  /// Writes `input` to the child and closes its standard input, reads what it writes until it
  /// writes no more, and waits for its end. Mirrors `process.communicate`.
  ///
  /// All this happens at the same time, so that neither side can block the other. A child that does
  /// not read its input is no error. The output is kept in memory, once. Cancelling stops reading
  /// and writing; a later call goes on, and its output has all bytes from the beginning.
  ///
  /// @param input null or empty for no input, or for that of an earlier call which was cancelled;
  ///   its array belongs to the stream from then on
  /// @throws IllegalStateException from the awaiting call, if there is input and no pipe for it, or
  ///   other input than at an earlier call
  @CheckReturnValue
  public Coroutine<Output> communicate(byte @Nullable [] input) {
    return () ->
        stoppingOnCancel(() -> {
          var outputs = await(Gather.values(communication().with(input)));
          streams.awaitExit();
          communication = null;
          return new Output(outputs.get(1), outputs.get(2));
        });
  }

  private Communication communication() {
    if (communication == null) {
      communication = new Communication(this, stdin(), stdout(), stderr());
    }
    return communication;
  }

  private <T> T stoppingOnCancel(Coroutine<T> waiting) throws Exception {
    try {
      return waiting.run();
    } catch (CancelledError e) {
      if (stopOnCancel != null && returncode().isEmpty()) {
        await(stop(stopOnCancel));
      }
      throw e;
    }
  }

  /// Sends `signal`, a number as in `kill -N`. Mirrors `process.send_signal`.
  ///
  /// @throws IllegalArgumentException unless `signal` is 1 to 64
  /// @throws IllegalStateException if the process has ended: asyncio's `ProcessLookupError`
  /// @throws java.io.UncheckedIOException if the signal cannot be sent
  /// @see SubprocessTransport#sendSignal(int)
  public void sendSignal(int signal) {
    transport.sendSignal(signal);
  }

  /// Asks the process to end, by signal TERM. Mirrors `process.terminate`.
  ///
  /// @throws IllegalStateException if the process has ended
  public void terminate() {
    transport.terminate();
  }

  /// Ends the process, by signal KILL. Its own children run on. Mirrors `process.kill`.
  ///
  /// @throws IllegalStateException if the process has ended
  public void kill() {
    transport.kill();
  }

  /// Ends the process and all that descend from it, by signal KILL. Beyond asyncio.
  ///
  /// A descendant whose own parent has ended is no longer known as one.
  ///
  /// @throws IllegalStateException if the process has ended
  public void killTree() {
    transport.killTree();
  }

  /// Ends the process, gently if it lets itself: sends TERM, suspends until it has ended, and sends
  /// KILL to it and all its descendants when `grace` is over, or this is cancelled. Gives its
  /// return code. Beyond asyncio.
  ///
  /// A process that has ended already is fine.
  @CheckReturnValue
  public Coroutine<Integer> stop(Duration grace) {
    return () -> {
      if (returncode().isEmpty()) {
        terminate();
        killTreeUnlessEnded(grace);
      }
      return streams.awaitExit();
    };
  }

  private void killTreeUnlessEnded(Duration grace) {
    try {
      await(Timeout.within(grace, _ -> streams.awaitExit()));
    } catch (TimeoutException _) {
      killTree();
    } catch (CancelledError e) {
      if (returncode().isEmpty()) {
        killTree();
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    OptionalInt code = returncode();
    return "Subprocess[pid %d, %s]"
        .formatted(pid(), code.isPresent() ? "returncode " + code.getAsInt() : "running");
  }
}
