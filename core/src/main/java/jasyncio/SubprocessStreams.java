package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.stream.DrainGate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The protocol of a child process whose pipes are streams: passes the events of each pipe to its
/// stream.
///
/// asyncio's `SubprocessStreamProtocol`. Loop thread only.
final class SubprocessStreams implements SubprocessProtocol {
  private final TaskLoop loop;
  private final int limit;
  private final DrainGate gate;
  private final Future<Integer> exit;
  private @Nullable SubprocessTransport transport;
  private @Nullable StreamWriter stdin;
  private @Nullable StreamReader stdout;
  private @Nullable StreamReader stderr;

  private SubprocessStreams(TaskLoop loop, int limit) {
    this.loop = loop;
    this.limit = limit;
    this.gate = new DrainGate(loop);
    this.exit = new Waiter<>(loop, "waitExit", this);
  }

  /// See [Asyncio#createSubprocessExec(List, SubprocessOptions)].
  static Coroutine<Subprocess> exec(
      TaskLoop loop, List<String> command, SubprocessOptions options) {
    var streams = new SubprocessStreams(loop, options.limit());
    return subprocess(loop.subprocessExec(() -> streams, command, options), options);
  }

  /// See [Asyncio#createSubprocessShell(String, SubprocessOptions)].
  static Coroutine<Subprocess> shell(TaskLoop loop, String command, SubprocessOptions options) {
    var streams = new SubprocessStreams(loop, options.limit());
    return subprocess(loop.subprocessShell(() -> streams, command, options), options);
  }

  private static Coroutine<Subprocess> subprocess(
      Coroutine<Connected<SubprocessTransport, SubprocessStreams>> start,
      SubprocessOptions options) {
    return () -> {
      var started = await(start);
      return new Subprocess(started.transport(), started.protocol(), options.stopOnCancel());
    };
  }

  @Nullable StreamWriter stdin() {
    return stdin;
  }

  @Nullable StreamReader stdout() {
    return stdout;
  }

  @Nullable StreamReader stderr() {
    return stderr;
  }

  /// Suspends the current task until the process has ended.
  int awaitExit() {
    return await(Shield.of(exit));
  }

  @Override
  public void connectionMade(BaseTransport made) {
    SubprocessTransport transport = (SubprocessTransport) made;
    this.transport = transport;
    if (transport.getPipeTransport(0) instanceof Transport pipe) {
      stdin = new StreamWriter(pipe, gate, null);
    }
    stdout = reader(transport.getPipeTransport(1));
    stderr = reader(transport.getPipeTransport(2));
  }

  private @Nullable StreamReader reader(@Nullable BaseTransport pipe) {
    if (!(pipe instanceof ReadTransport readable)) {
      return null;
    }
    StreamReader reader = new StreamReader(limit, loop);
    reader.inbox().setTransport(readable);
    return reader;
  }

  @Override
  public void pipeDataReceived(int fd, byte[] data) {
    StreamReader reader = fd == 1 ? stdout : stderr;
    if (reader != null) {
      reader.inbox().feedData(data);
    }
  }

  @Override
  public void pipeConnectionLost(int fd, @Nullable Throwable cause) {
    if (fd == 0) {
      gate.lose(cause);
      return;
    }
    StreamReader reader = fd == 1 ? stdout : stderr;
    if (reader != null) {
      reader.inbox().end(cause);
    }
  }

  @Override
  public void processExited() {
    exit.setResult(Objects.requireNonNull(transport).getReturncode().getAsInt());
  }

  @Override
  public void pauseWriting() {
    gate.pause();
  }

  @Override
  public void resumeWriting() {
    gate.resume();
  }

  @Override
  public String toString() {
    return String.valueOf(transport);
  }
}
