package jasyncio.internal.loop;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;

/// The services of a loop to transports beyond its public interface: readiness of channels, the
/// shared buffer and the observers of connections.
public interface LoopChannels {
  /// Puts a non-blocking channel on the loop's selector.
  ///
  /// @throws ClosedChannelException if the channel is closed
  /// @throws IllegalStateException if the channel is watched already, or the loop is closed
  Watch watch(SelectableChannel channel, Runnable readable, Runnable writable)
      throws ClosedChannelException;

  /// The maker of channels that this loop can watch.
  SelectorProvider provider();

  /// Checks that no transport of this loop has `channel`.
  ///
  /// @throws IllegalStateException if one has
  void checkFree(SelectableChannel channel);

  /// Completes the closing of channels whose watch was cancelled. The JDK does so by itself, but
  /// only when the loop next polls; a listening socket goes on taking connections until then.
  void flushCancelled();

  /// Makes `listener` run after a poll that found watched channels closed by their owners: their
  /// watches do not run any more, and there is no other sign of that.
  void whenLost(Runnable listener);

  /// The one direct buffer into which every transport of this loop reads, cleared for the caller.
  ///
  /// It is lent for the time of one callback: its content is copied out before another step of this
  /// loop can run.
  ByteBuffer readBuffer();

  /// The present receiver of events of connections.
  ConnectionEvents connectionEvents();
}
