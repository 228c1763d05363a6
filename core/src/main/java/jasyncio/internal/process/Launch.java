package jasyncio.internal.process;

import jasyncio.Stdio;
import jasyncio.SubprocessOptions;
import jasyncio.internal.pipe.FlushingChannel;
import jasyncio.internal.transport.ChannelErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The start of one child process, which takes milliseconds, and so happens in a thread of its own.
///
/// The task that waits for it may be cancelled; then the child is killed, also if it does not run
/// yet.
public final class Launch implements Callable<Child> {
  private final List<String> command;
  private final SubprocessOptions options;
  private final PipeMaker pipeMaker;

  // the child's ends of the pipes, which this side closes in any case, and this side's, which it
  // closes if the start fails
  private final List<Channel> childEnds = new ArrayList<>();
  private final List<Channel> ownEnds = new ArrayList<>();

  // guarded by this
  private @Nullable Child child;
  private boolean abandoned;

  Launch(List<String> command, SubprocessOptions options) {
    this(command, options, ChildPipe::open);
  }

  /// @param pipeMaker gives null where such pipes cannot be had; then the JDK's are used
  Launch(List<String> command, SubprocessOptions options, PipeMaker pipeMaker) {
    this.command = command;
    this.options = options;
    this.pipeMaker = pipeMaker;
  }

  /// Makes pipes.
  interface PipeMaker {
    @Nullable ChildPipe open() throws IOException;
  }

  /// Starts the child, in a thread that may wait.
  @Override
  public Child call() {
    try {
      return keep(start());
    } catch (IOException e) {
      ownEnds.forEach(ChannelErrors::closeQuietly);
      throw new UncheckedIOException(ChannelErrors.reason(e), e);
    } catch (Throwable t) {
      ownEnds.forEach(ChannelErrors::closeQuietly);
      throw t;
    } finally {
      childEnds.forEach(ChannelErrors::closeQuietly);
    }
  }

  private synchronized Child keep(Child started) {
    child = started;
    if (abandoned) {
      started.discard();
    }
    return started;
  }

  /// Gives the start up. Any thread.
  synchronized void abandon() {
    abandoned = true;
    if (child != null) {
      child.discard();
    }
  }

  private Child start() throws IOException {
    var builder = new ProcessBuilder(Sessions.command(command, options));
    if (options.cwd() != null) {
      builder.directory(options.cwd().toFile());
    }
    if (options.env() != null) {
      builder.environment().clear();
      builder.environment().putAll(options.env());
    }
    var stdin = connectInput(builder);
    var stdout = connectOutput(options.stdout(), builder::redirectOutput);
    ReadableByteChannel stderr = null;
    if (options.stderr() == Stdio.STDOUT) {
      builder.redirectErrorStream(true);
    } else {
      stderr = connectOutput(options.stderr(), builder::redirectError);
    }
    return withStreams(builder.start(), stdin, stdout, stderr);
  }

  /// The child, with the JDK's pipes in place of those that could not be made.
  private Child withStreams(
      Process process,
      @Nullable WritableByteChannel stdin,
      @Nullable ReadableByteChannel stdout,
      @Nullable ReadableByteChannel stderr) {
    if (stdin == null && options.stdin() == Stdio.PIPE) {
      stdin = new FlushingChannel(process.getOutputStream());
    }
    if (stdout == null && options.stdout() == Stdio.PIPE) {
      stdout = Channels.newChannel(process.getInputStream());
    }
    if (stderr == null && options.stderr() == Stdio.PIPE) {
      stderr = Channels.newChannel(process.getErrorStream());
    }
    return new Child(process, stdin, stdout, stderr);
  }

  private @Nullable WritableByteChannel connectInput(ProcessBuilder builder) throws IOException {
    if (options.stdin() != Stdio.PIPE) {
      builder.redirectInput(
          switch (options.stdin()) {
            case Stdio.File(var path, _) -> Redirect.from(path.toFile());
            case Stdio.Standard.INHERIT -> Redirect.INHERIT;
            case Stdio.Standard _ -> Redirect.from(Shell.DEV_NULL);
          });
      return null;
    }
    ChildPipe pipe = pipeMaker.open();
    if (pipe == null) {
      return null;
    }
    childEnds.add(pipe.pipe().source());
    ownEnds.add(pipe.pipe().sink());
    builder.redirectInput(Redirect.from(pipe.path()));
    return pipe.pipe().sink();
  }

  /// Sets the target of an output.
  private interface Redirection {
    ProcessBuilder redirect(Redirect target);
  }

  private @Nullable ReadableByteChannel connectOutput(Stdio stdio, Redirection output)
      throws IOException {
    if (stdio != Stdio.PIPE) {
      output.redirect(
          switch (stdio) {
            case Stdio.File(var path, var append) when append -> Redirect.appendTo(path.toFile());
            case Stdio.File(var path, _) -> Redirect.to(path.toFile());
            case Stdio.Standard.INHERIT -> Redirect.INHERIT;
            case Stdio.Standard _ -> Redirect.DISCARD;
          });
      return null;
    }
    ChildPipe pipe = pipeMaker.open();
    if (pipe == null) {
      return null;
    }
    childEnds.add(pipe.pipe().sink());
    ownEnds.add(pipe.pipe().source());
    output.redirect(Redirect.appendTo(pipe.path()));
    return pipe.pipe().source();
  }
}
