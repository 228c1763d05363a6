package jasyncio.internal.loop;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;

/// What transports need of a loop beyond its public face: readiness of channels, and who observes
/// it.
public interface LoopChannels {
  /// Puts a non-blocking channel on the loop's selector.
  ///
  /// @throws ClosedChannelException if the channel is closed
  /// @throws IllegalStateException if the channel is watched already, or the loop is closed
  Watch watch(SelectableChannel channel, Runnable readable, Runnable writable)
      throws ClosedChannelException;

  /// What makes channels that can be watched here.
  SelectorProvider provider();

  /// Checks that no transport of this loop has `channel`.
  ///
  /// @throws IllegalStateException if one has
  void checkFree(SelectableChannel channel);

  /// Completes the closing of channels whose watch was cancelled. The JDK does so by itself, but
  /// only when the loop next polls; a listening socket goes on taking connections until then.
  void flushCancelled();

  /// Has `listener` run after a poll that found that owners have closed channels which are watched:
  /// their watches do not run any more, and nothing else tells.
  void whenLost(Runnable listener);

  /// The one direct buffer into which every transport of this loop reads, cleared for the caller.
  ///
  /// It is only lent for the time of one callback: what it holds is copied out before anything else
  /// of this loop can run.
  ByteBuffer readBuffer();

  /// Who is to be told of connections and bytes now.
  ConnectionEvents connectionEvents();
}
