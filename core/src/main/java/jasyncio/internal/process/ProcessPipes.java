package jasyncio.internal.process;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.Protocol;
import jasyncio.SubprocessProtocol;
import jasyncio.internal.pipe.Pipes;
import jasyncio.internal.pipe.ReadPipeTransport;
import jasyncio.internal.pipe.WritePipeTransport;
import jasyncio.internal.transport.AbstractTransport;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pipes of one child process, whose events go to the protocol of the process. Loop thread
/// only.
final class ProcessPipes {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final Pipes pipes;
  private final Supplier<SubprocessProtocol> protocol;
  private final Runnable lost;

  private @Nullable WritePipeTransport stdin;
  private @Nullable ReadPipeTransport stdout;
  private @Nullable ReadPipeTransport stderr;
  private int open;

  /// @param protocol gives the present protocol
  /// @param lost runs after each loss of a pipe
  ProcessPipes(Pipes pipes, Supplier<SubprocessProtocol> protocol, Runnable lost) {
    this.pipes = pipes;
    this.protocol = protocol;
    this.lost = lost;
  }

  /// Makes a transport for each pipe of `child`; they begin in the next turn.
  void connect(Child child) throws IOException {
    if (child.stdin() != null) {
      stdin = pipes.writer(new Input(), child.stdin());
      open++;
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
    open++;
    return transport;
  }

  boolean areOpen() {
    return open > 0;
  }

  @Nullable BaseTransport transport(int fd) {
    return switch (fd) {
      case STDIN -> stdin;
      case STDOUT -> stdout;
      case STDERR -> stderr;
      default -> null;
    };
  }

  /// Closes the pipe to a child that has ended.
  void closeInput() {
    if (stdin != null) {
      stdin.close();
    }
  }

  /// Closes all pipes of a child that was killed; the input that is queued has no reader any more.
  void close() {
    if (stdin != null) {
      stdin.abort();
    }
    transports().forEach(BaseTransport::close);
  }

  /// Gives the pipes back to the system, without a call of the protocol.
  void release() {
    transports().forEach(AbstractTransport::release);
  }

  private Stream<AbstractTransport> transports() {
    return Stream.<@Nullable AbstractTransport>of(stdin, stdout, stderr).filter(Objects::nonNull);
  }

  private void lost(int fd, @Nullable Throwable cause) {
    open--;
    try {
      protocol.get().pipeConnectionLost(fd, cause);
    } finally {
      lost.run();
    }
  }

  /// The pipe to the child.
  private final class Input implements BaseProtocol {
    @Override
    public void connectionLost(@Nullable Throwable cause) {
      lost(STDIN, cause);
    }

    @Override
    public void pauseWriting() {
      protocol.get().pauseWriting();
    }

    @Override
    public void resumeWriting() {
      protocol.get().resumeWriting();
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
      protocol.get().pipeDataReceived(fd, data);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      lost(fd, cause);
    }
  }
}
