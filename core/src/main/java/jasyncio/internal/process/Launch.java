package jasyncio.internal.process;

import jasyncio.Stdio;
import jasyncio.SubprocessOptions;
import jasyncio.internal.pipe.FlushingChannel;
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

/// The start of one child process: takes milliseconds, and so happens in a thread of its own.
///
/// Who has ordered it may lose interest; then the child, whether it runs already or not yet, is
/// killed.
public final class Launch implements Callable<Child> {
  private final List<String> command;
  private final SubprocessOptions options;
  private final PipeSource pipeSource;

  // the child's ends, of which this side lets go, and this side's, if the start fails
  private final List<Channel> childEnds = new ArrayList<>();
  private final List<Channel> ownEnds = new ArrayList<>();

  // guarded by this
  private @Nullable Child child;
  private boolean abandoned;

  Launch(List<String> command, SubprocessOptions options) {
    this(command, options, ChildPipe::open);
  }

  /// @param pipeSource gives null where such pipes cannot be had; then the JDK's do
  Launch(List<String> command, SubprocessOptions options, PipeSource pipeSource) {
    this.command = command;
    this.options = options;
    this.pipeSource = pipeSource;
  }

  /// Makes pipes.
  interface PipeSource {
    @Nullable ChildPipe open() throws IOException;
  }

  /// In the thread that may wait.
  @Override
  public Child call() {
    try {
      return keep(start());
    } catch (IOException e) {
      ownEnds.forEach(Child::close);
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (Throwable t) {
      ownEnds.forEach(Child::close);
      throw t;
    } finally {
      childEnds.forEach(Child::close);
    }
  }

  private synchronized Child keep(Child started) {
    child = started;
    if (abandoned) {
      started.discard();
    }
    return started;
  }

  /// Nobody wants the child any more. Any thread.
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

  /// The pipes that the JDK had to make.
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
    ChildPipe pipe = pipeSource.open();
    if (pipe == null) {
      return null;
    }
    childEnds.add(pipe.pipe().source());
    ownEnds.add(pipe.pipe().sink());
    builder.redirectInput(Redirect.from(pipe.path()));
    return pipe.pipe().sink();
  }

  /// Sets where output goes.
  private interface PipeSink {
    ProcessBuilder redirect(Redirect target);
  }

  private @Nullable ReadableByteChannel connectOutput(Stdio stdio, PipeSink outlet)
      throws IOException {
    if (stdio != Stdio.PIPE) {
      outlet.redirect(
          switch (stdio) {
            case Stdio.File(var path, var append) when append -> Redirect.appendTo(path.toFile());
            case Stdio.File(var path, _) -> Redirect.to(path.toFile());
            case Stdio.Standard.INHERIT -> Redirect.INHERIT;
            case Stdio.Standard _ -> Redirect.DISCARD;
          });
      return null;
    }
    ChildPipe pipe = pipeSource.open();
    if (pipe == null) {
      return null;
    }
    childEnds.add(pipe.pipe().sink());
    ownEnds.add(pipe.pipe().source());
    outlet.redirect(Redirect.appendTo(pipe.path()));
    return pipe.pipe().source();
  }
}
