package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.process.Communication;
import jasyncio.internal.process.PipeOutput;
import java.time.Duration;
import java.util.Arrays;
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
/// A process keeps running if its object is dropped, and is killed when the loop closes. The
/// system's entry for it is freed when it ends: there are no zombies.
///
/// **Loop affinity.** Every method belongs to the loop that started the process. Mirrors
/// `asyncio.subprocess.Process`.
///
/// @see Asyncio#createSubprocessExec(List, SubprocessOptions)
public final class Subprocess {
  private final SubprocessTransport transport;
  private final SubprocessStreams streams;
  private final @Nullable Duration stopOnCancel;

  // the input of a communicate() that was cancelled after it was handed over
  private byte @Nullable [] sent;

  Subprocess(
      SubprocessTransport transport, SubprocessStreams streams, @Nullable Duration stopOnCancel) {
    this.transport = transport;
    this.streams = streams;
    this.stopOnCancel = stopOnCancel;
  }

  /// The output of a process.
  ///
  /// @param stdout its standard output; null if that was not a pipe
  /// @param stderr its standard error; null if that was not a pipe
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

  /// The child's standard error, or null if it is no pipe. Mirrors `process.stderr`.
  public @Nullable StreamReader stderr() {
    return streams.stderr();
  }

  /// The system's number for the process. Mirrors `process.pid`.
  public long pid() {
    return transport.getPid();
  }

  /// The exit code of the process, or `-N` if signal N killed it; empty while it runs. Mirrors
  /// `process.returncode`.
  ///
  /// See [SubprocessTransport#getReturncode()] for the cases that the JDK cannot distinguish.
  public OptionalInt returncode() {
    return transport.getReturncode();
  }

  /// Suspends until the process has ended, and returns its return code. Mirrors `process.wait`.
  ///
  /// It does not wait for the pipes, which a grandchild may hold. A child that writes to a pipe
  /// which is not read may never end; [#communicate] reads. Any number of tasks may wait here;
  /// cancelling one leaves the others alone, and the process too, unless
  /// [SubprocessOptions#withStopOnCancel(Duration)] says otherwise.
  @CheckReturnValue
  public Coroutine<Integer> waitExit() {
    return () -> stoppingOnCancel(streams::awaitExit);
  }

  /// Writes `input` to the child and closes its standard input, reads its output to the end, and
  /// waits for the process to end. Mirrors `process.communicate`.
  ///
  /// All this happens at the same time, so that neither side can block the other. A child that does
  /// not read its input is no error. The output is kept in memory, once.
  ///
  /// Cancelling stops reading and writing, and loses nothing: the output that was read is in the
  /// streams again, for a read or another call, and the input that was queued is still sent, unless
  /// [SubprocessOptions#withStopOnCancel(Duration)] ends the process. asyncio's loses the output in
  /// 3.13.
  ///
  /// @param input null or empty for no input, or for that of an earlier call which was cancelled;
  ///   its array belongs to the stream from then on
  /// @throws IllegalStateException from the awaiting call, if there is input and no pipe for it, or
  ///   other input than at an earlier call
  @CheckReturnValue
  public Coroutine<Output> communicate(byte @Nullable [] input) {
    return () -> stoppingOnCancel(() -> exchange(input));
  }

  private Output exchange(byte @Nullable [] input) {
    checkInput(input);
    byte[] unsent = sent == null ? input : null;
    PipeOutput stdout = outputOf(streams.stdout());
    PipeOutput stderr = outputOf(streams.stderr());
    var communication = new Communication(stdin(), unsent, stdout, stderr);
    try {
      await(Gather.values(communication.parts()));
      streams.awaitExit();
      return new Output(bytesOf(stdout), bytesOf(stderr));
    } catch (Throwable t) {
      communication.abandon();
      if (communication.isWritten()) {
        sent = unsent;
      }
      throw t;
    }
  }

  private void checkInput(byte @Nullable [] input) {
    if (stdin() == null && input != null && input.length > 0) {
      throw new IllegalStateException(
          "communicate() with input on %s, whose stdin is no pipe: start it with stdin PIPE"
              .formatted(this));
    }
    if (sent != null && input != null && input.length > 0 && !Arrays.equals(sent, input)) {
      throw new IllegalStateException(
          "communicate() with other input than before on %s: give none to go on".formatted(this));
    }
  }

  private static byte @Nullable [] bytesOf(@Nullable PipeOutput output) {
    return output == null ? null : output.bytes();
  }

  private static @Nullable PipeOutput outputOf(@Nullable StreamReader reader) {
    return reader == null ? null : new PipeOutput(reader.inbox(), reader);
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

  /// Ends the process, by signal KILL. Its own children keep running. Mirrors `process.kill`.
  ///
  /// @throws IllegalStateException if the process has ended
  public void kill() {
    transport.kill();
  }

  /// Ends the process and all its descendants, by signal KILL. Beyond asyncio.
  ///
  /// A descendant whose own parent has ended is no longer recognized as one.
  ///
  /// @throws IllegalStateException if the process has ended
  public void killTree() {
    transport.killTree();
  }

  /// Ends the process, gently if possible: sends TERM, suspends until it has ended, and sends KILL
  /// to it and all its descendants when `grace` is over, or if this is cancelled. Returns its
  /// return code. Beyond asyncio.
  ///
  /// A process that has already ended is not an error.
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
      await(Timeout.timeout(grace, _ -> streams.awaitExit()));
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
    return "Subprocess[pid %s, %s]"
        .formatted(pid(), code.isPresent() ? "returncode " + code.getAsInt() : "running");
  }
}
