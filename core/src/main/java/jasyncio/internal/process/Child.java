package jasyncio.internal.process;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/// A child process that runs, with this side's ends of the pipes to it.
public record Child(
    Process process,
    @Nullable WritableByteChannel stdin,
    @Nullable ReadableByteChannel stdout,
    @Nullable ReadableByteChannel stderr) {

  /// For a child that nobody wants any more. Any thread.
  void discard() {
    process.toHandle().destroyForcibly();
    close(stdin);
    close(stdout);
    close(stderr);
  }

  static void close(@Nullable Channel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // A pipe has nothing to lose by that.
      }
    }
  }
}
