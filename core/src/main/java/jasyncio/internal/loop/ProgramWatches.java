package jasyncio.internal.loop;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The channels that a program watches by itself: at most one callback for reading and one for
/// writing each. A channel is on the selector while it has one. Loop thread only.
public final class ProgramWatches {
  private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
  private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

  private final Loop loop;
  private final Channels channels;

  public ProgramWatches(Loop loop, Channels channels) {
    this.loop = loop;
    this.channels = channels;
  }

  public void addReader(SelectableChannel channel, Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    check(channel, READING, "reading");
    var _ = watchFor(channel).replaceReader(callback);
  }

  public void addWriter(SelectableChannel channel, Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    check(channel, WRITING, "writing");
    var _ = watchFor(channel).replaceWriter(callback);
  }

  public boolean removeReader(SelectableChannel channel) {
    ChannelWatch watch = watchOf(channel);
    return watch != null && watch.replaceReader(null);
  }

  public boolean removeWriter(SelectableChannel channel) {
    ChannelWatch watch = watchOf(channel);
    return watch != null && watch.replaceWriter(null);
  }

  /// Checks that no transport has `channel`.
  ///
  /// @throws IllegalStateException if a transport has it
  public void checkFree(SelectableChannel channel) {
    var _ = watchOf(channel);
  }

  private static void check(SelectableChannel channel, int ops, String what) {
    if (!channel.isOpen()) {
      throw new IllegalArgumentException("cannot watch " + channel + ": it is closed");
    }
    if ((channel.validOps() & ops) == 0) {
      throw new IllegalArgumentException("cannot watch " + channel + ": it is not for " + what);
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(
          "the channel must be non-blocking: call configureBlocking(false) on " + channel);
    }
  }

  private ChannelWatch watchFor(SelectableChannel channel) {
    ChannelWatch watch = watchOf(channel);
    return watch != null && watch.isValid() ? watch : newWatch(channel);
  }

  private ChannelWatch newWatch(SelectableChannel channel) {
    try {
      return ChannelWatch.ofProgram(loop, channels.register(channel));
    } catch (ClosedChannelException e) {
      throw new IllegalArgumentException("cannot watch " + channel + ": it is closed", e);
    }
  }

  private @Nullable ChannelWatch watchOf(SelectableChannel channel) {
    loop.checkThread();
    ChannelWatch watch = channels.watchOf(channel);
    if (watch != null && watch.isValid() && !watch.isOfProgram()) {
      throw new IllegalStateException(
          channel + " is used by a transport of " + loop + ", which reads and writes it");
    }
    return watch;
  }
}
