package jasyncio.internal.process;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.ExceptionContext;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.ReadTransport;
import jasyncio.SubprocessProtocol;
import jasyncio.SubprocessTransport;
import jasyncio.WriteTransport;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.pipe.Pipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A child process, and a transport for each pipe to it.
///
/// Two things must have happened before `connectionLost`: the process has ended, and no pipe is
/// open. A pipe from the child may outlive it, in the hands of a grandchild. The pipe to the child
/// is closed at its end, once what is queued has gone out or failed to: nothing else would tell
/// that nobody reads from it.
///
/// Loop thread only.
public final class ProcessTransport implements SubprocessTransport {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final Processes processes;
  private final Child child;
  private SubprocessProtocol protocol;
  private @Nullable WriteTransport stdin;
  private @Nullable ReadTransport stdout;
  private @Nullable ReadTransport stderr;
  private OptionalInt returncode = OptionalInt.empty();
  private int openPipes;
  private boolean closing;

  /// Takes `child` over. Nothing happens before [#start].
  ProcessTransport(Processes processes, Child child, SubprocessProtocol protocol) {
    this.processes = processes;
    this.child = child;
    this.protocol = protocol;
  }

  /// Begins in the next turn: `connectionMade`, then the pipes and the watch for the end, then the
  /// future given is done.
  ///
  /// @throws UncheckedIOException if the pipes cannot be used; the child has gone, then
  Future<ProcessTransport> start() {
    Future<ProcessTransport> ready = processes.loop().createFuture("connectionMade", this);
    processes.remember(this);
    processes.loop().callSoon(() -> begin(ready));
    try {
      connectPipes(); // they begin after this has
    } catch (IOException e) {
      release();
      child.discard();
      throw new UncheckedIOException("cannot use the pipes to " + child.process(), e);
    }
    return ready;
  }

  private void connectPipes() throws IOException {
    Pipes pipes = processes.pipes();
    if (child.stdin() != null) {
      stdin = pipes.writer(new Input(), child.stdin());
      openPipes++;
    }
    stdout = connectOutput(STDOUT, child.stdout());
    stderr = connectOutput(STDERR, child.stderr());
  }

  private @Nullable ReadTransport connectOutput(int fd, @Nullable ReadableByteChannel channel)
      throws IOException {
    if (channel == null) {
      return null;
    }
    ReadTransport transport = processes.pipes().reader(new Output(fd), channel);
    openPipes++;
    return transport;
  }

  private void begin(Future<ProcessTransport> ready) {
    try {
      protocol.connectionMade(this);
    } catch (Throwable t) {
      report("Fatal error: protocol.connectionMade() call failed.", t);
      close();
    }
    watchForTheEnd();
    if (!ready.done()) {
      ready.setResult(this);
    }
  }

  // The end of the process

  private void watchForTheEnd() {
    Thread.ofVirtual().name("jasyncio-process-" + getPid()).start(this::waitForTheEnd);
  }

  /// In a thread of its own.
  private void waitForTheEnd() {
    try {
      int status = child.process().waitFor();
      processes.loop().callSoonThreadsafe(() -> exited(status));
    } catch (InterruptedException | IllegalStateException e) {
      // Nobody interrupts this thread; and if the loop is closed, nobody waits for the end.
    }
  }

  private void exited(int status) {
    returncode = OptionalInt.of(ExitStatus.returncode(status));
    try {
      protocol.processExited();
    } catch (Throwable t) {
      report("protocol.processExited() failed", t);
    }
    if (stdin != null) {
      stdin.close();
    }
    endIfAllIsOver();
  }

  private void endIfAllIsOver() {
    if (returncode.isPresent() && openPipes == 0) {
      closing = true;
      processes.loop().callSoon(this::end);
    }
  }

  private void end() {
    processes.forget(this);
    try {
      protocol.connectionLost(null);
    } catch (Throwable t) {
      report("protocol.connectionLost() failed", t);
    }
  }

  // The pipes

  private void pipeLost(int fd, @Nullable Throwable cause) {
    openPipes--;
    try {
      protocol.pipeConnectionLost(fd, cause);
    } finally {
      endIfAllIsOver();
    }
  }

  /// The pipe to the child.
  private final class Input implements BaseProtocol {
    @Override
    public void connectionLost(@Nullable Throwable cause) {
      pipeLost(STDIN, cause);
    }

    @Override
    public void pauseWriting() {
      protocol.pauseWriting();
    }

    @Override
    public void resumeWriting() {
      protocol.resumeWriting();
    }
  }

  /// A pipe from the child.
  private final class Output implements Protocol {
    private final int fd;

    Output(int fd) {
      this.fd = fd;
    }

    @Override
    public void dataReceived(byte[] data) {
      protocol.pipeDataReceived(fd, data);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      pipeLost(fd, cause);
    }
  }

  @Override
  public @Nullable BaseTransport getPipeTransport(int fd) {
    return switch (fd) {
      case STDIN -> stdin;
      case STDOUT -> stdout;
      case STDERR -> stderr;
      default -> null;
    };
  }

  private Stream<BaseTransport> pipes() {
    return Stream.<@Nullable BaseTransport>of(stdin, stdout, stderr).filter(Objects::nonNull);
  }

  // What the program does

  @Override
  public long getPid() {
    return child.process().pid();
  }

  @Override
  public OptionalInt getReturncode() {
    return returncode;
  }

  @Override
  public void sendSignal(int signal) {
    Kill.checkSignal(signal);
    if (mayBeAlive()) {
      Kill.send(child.process().toHandle(), signal);
    }
  }

  /// Whether there may be somebody to send signals to: the process may have ended without the
  /// loop's knowing, which is no fault of the caller's.
  private boolean mayBeAlive() {
    if (returncode.isPresent()) {
      throw new IllegalStateException("cannot send a signal: the process has ended: " + this);
    }
    return child.process().isAlive();
  }

  @Override
  public void terminate() {
    sendSignal(Kill.TERM);
  }

  @Override
  public void kill() {
    sendSignal(Kill.KILL);
  }

  @Override
  public void killTree() {
    if (mayBeAlive()) {
      Kill.tree(child.process().toHandle());
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (returncode.isEmpty()) {
      kill(); // before it sees the ends of its pipes
    }
    if (stdin != null) {
      stdin.abort(); // nobody would read what is queued
    }
    pipes().forEach(BaseTransport::close);
  }

  /// Gives the pipes back to the system and ends the process, without a word to the protocol.
  void release() {
    closing = true;
    if (returncode.isEmpty()) {
      kill(); // before it sees the ends of its pipes
    }
    pipes().forEach(processes.pipes()::release);
    processes.forget(this);
  }

  private void report(String message, Throwable cause) {
    Fatal.rethrowIfFatal(cause);
    processes
        .loop()
        .callExceptionHandler(ExceptionContext.of(message, cause).withConnection(this, protocol));
  }

  // Facts

  @Override
  public void setProtocol(BaseProtocol protocol) {
    if (!(protocol instanceof SubprocessProtocol known)) {
      throw new IllegalArgumentException(
          "not a SubprocessProtocol: " + protocol.getClass().getName());
    }
    this.protocol = known;
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
    return key.equals(ExtraInfo.SUBPROCESS) ? key.type().cast(child.process()) : null;
  }

  @Override
  public String toString() {
    return "SubprocessTransport[pid %d, %s, %s]"
        .formatted(
            getPid(),
            returncode.isPresent() ? "returncode " + returncode.getAsInt() : "running",
            closing ? "closed" : "open");
  }
}
