package jasyncio.internal.process;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.ExtraInfo;
import jasyncio.Future;
import jasyncio.SubprocessProtocol;
import jasyncio.SubprocessTransport;
import jasyncio.internal.pipe.Pipes;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
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
  private final Child child;
  private final ProcessPipes pipes;
  private SubprocessProtocol protocol;
  private OptionalInt returncode = OptionalInt.empty();

  /// Takes `child` over. Nothing happens before [#start].
  ProcessTransport(
      TransportContext context, Pipes pipes, Child child, SubprocessProtocol protocol) {
    super(context);
    this.child = child;
    this.protocol = protocol;
    this.pipes = new ProcessPipes(pipes, () -> this.protocol, this::loseIfOver);
  }

  /// Begins in the next turn: `connectionMade`, then the pipes and the watch for the end, then the
  /// future given is done.
  ///
  /// @throws UncheckedIOException if the pipes cannot be used; the child is killed, then
  Future<AbstractTransport> start() {
    Future<AbstractTransport> ready = context.loop().createFuture("connectionMade", this);
    beginSoon(ready);
    try {
      pipes.connect(child); // they begin after this has
    } catch (IOException e) {
      release();
      child.discard();
      throw new UncheckedIOException("cannot use the pipes to " + child.process(), e);
    }
    return ready;
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
    pipes.closeInput();
    loseIfOver();
  }

  private void loseIfOver() {
    if (!isBusy()) {
      lose(null);
    }
  }

  // The program's side

  @Override
  public @Nullable BaseTransport getPipeTransport(int fd) {
    return pipes.transport(fd);
  }

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
    return returncode.isEmpty() || pipes.areOpen();
  }

  @Override
  protected void onClosing() {
    killUnlessEnded(); // before it sees the ends of its pipes
    pipes.close();
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
    pipes.release();
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
