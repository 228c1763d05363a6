package jasyncio.internal.process;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.Protocol;
import jasyncio.SubprocessProtocol;
import jasyncio.SubprocessTransport;
import jasyncio.internal.pipe.Pipes;
import jasyncio.internal.pipe.ReadPipeTransport;
import jasyncio.internal.pipe.WritePipeTransport;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A child process, and a transport for each pipe to it.
///
/// It is lost, in the sense of an [AbstractTransport], when two things have happened: the process
/// has ended, and no pipe is open. A pipe from the child may outlive it, in the hands of a
/// grandchild. The pipe to the child is closed at its end, once the queue has gone out or failed
/// to: nothing else would tell that nobody reads from it. Closing kills the process.
///
/// Loop thread only.
public final class ProcessTransport extends AbstractTransport implements SubprocessTransport {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final Pipes pipes;
  private final Child child;
  private SubprocessProtocol protocol;
  private @Nullable WritePipeTransport stdin;
  private @Nullable ReadPipeTransport stdout;
  private @Nullable ReadPipeTransport stderr;
  private OptionalInt returncode = OptionalInt.empty();
  private int openPipes;

  /// Takes `child` over. Nothing happens before [#start].
  ProcessTransport(
      TransportContext context, Pipes pipes, Child child, SubprocessProtocol protocol) {
    super(context);
    this.pipes = pipes;
    this.child = child;
    this.protocol = protocol;
  }

  /// Begins in the next turn: `connectionMade`, then the pipes and the watch for the end, then the
  /// future given is done.
  ///
  /// @throws UncheckedIOException if the pipes cannot be used; the child is killed, then
  Future<AbstractTransport> start() {
    Future<AbstractTransport> ready = context.loop().createFuture("connectionMade", this);
    beginSoon(ready);
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
    if (child.stdin() != null) {
      stdin = pipes.writer(new Input(), child.stdin());
      openPipes++;
    }
    stdout = connectOutput(STDOUT, child.stdout());
    stderr = connectOutput(STDERR, child.stderr());
  }

  private @Nullable ReadPipeTransport connectOutput(int fd, @Nullable ReadableByteChannel channel)
      throws IOException {
    if (channel == null) {
      return null;
    }
    ReadPipeTransport transport = pipes.reader(new Output(fd), channel);
    openPipes++;
    return transport;
  }

  @Override
  protected void onBegun() {
    watchForTheEnd();
  }

  // The end of the process

  private void watchForTheEnd() {
    Thread.ofVirtual().name("jasyncio-process-" + getPid()).start(this::waitForTheEnd);
  }

  /// Waits, in a thread of its own.
  private void waitForTheEnd() {
    try {
      int status = child.process().waitFor();
      context.loop().callSoonThreadsafe(() -> exited(status));
    } catch (InterruptedException | IllegalStateException e) {
      // No code interrupts this thread; and if the loop is closed, no task waits for the end.
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
    loseIfOver();
  }

  private void loseIfOver() {
    if (!isBusy()) {
      lose(null);
    }
  }

  // The pipes

  private void pipeLost(int fd, @Nullable Throwable cause) {
    openPipes--;
    try {
      protocol.pipeConnectionLost(fd, cause);
    } finally {
      loseIfOver();
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

  private Stream<AbstractTransport> pipeTransports() {
    return Stream.<@Nullable AbstractTransport>of(stdin, stdout, stderr).filter(Objects::nonNull);
  }

  // The program's side

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

  /// Tells whether a signal can be sent. A process that has ended without the loop's knowing yet is
  /// no fault of the caller's.
  ///
  /// @throws IllegalStateException if the loop knows that it has ended
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

  // The end

  @Override
  protected boolean isBusy() {
    return returncode.isEmpty() || openPipes > 0;
  }

  @Override
  protected void onClosing() {
    killUnlessEnded(); // before it sees the ends of its pipes
    if (stdin != null) {
      stdin.abort(); // nobody would read what is queued
    }
    pipeTransports().forEach(BaseTransport::close);
  }

  private void killUnlessEnded() {
    if (returncode.isEmpty()) {
      kill();
    }
  }

  @Override
  protected void onLost() {}

  @Override
  protected void onGone() {
    killUnlessEnded();
    pipeTransports().forEach(AbstractTransport::release);
  }

  /// False for a process that has ended: other processes may hold its pipes, which is no fault of
  /// the program's.
  @Override
  protected boolean isForgotten() {
    return !isClosing() && returncode.isEmpty();
  }

  /// As for every transport, but that the end waits for the process and its pipes.
  @Override
  protected void failBy(String callback, Throwable cause) {
    try {
      report("Fatal error: protocol." + callback + "() call failed.", cause);
    } finally {
      close();
    }
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
    return "SubprocessTransport[pid %s, %s, %s]"
        .formatted(
            getPid(),
            returncode.isPresent() ? "returncode " + returncode.getAsInt() : "running",
            isClosing() ? "closed" : "open");
  }
}
