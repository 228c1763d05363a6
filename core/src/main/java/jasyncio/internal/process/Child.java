package jasyncio.internal.process;

import jasyncio.internal.transport.ChannelErrors;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/// A child process that was started, with this side's ends of the pipes to it.
public record Child(
    Process process,
    @Nullable WritableByteChannel stdin,
    @Nullable ReadableByteChannel stdout,
    @Nullable ReadableByteChannel stderr) {

  /// Kills the child and closes the pipes, if the start was given up. Any thread.
  void discard() {
    process.toHandle().destroyForcibly();
    ChannelErrors.closeQuietly(stdin);
    ChannelErrors.closeQuietly(stdout);
    ChannelErrors.closeQuietly(stderr);
  }
}
