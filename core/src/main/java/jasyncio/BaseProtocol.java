package jasyncio;

import org.jspecify.annotations.Nullable;

/// What a transport tells about a connection: the callbacks that all kinds of protocols share. Each
/// does nothing unless overridden.
///
/// Callbacks run on the loop, one at a time, outside of any task: they must not `await` and should
/// return soon. `connectionMade` comes first and `connectionLost` last, each exactly once. What a
/// callback throws goes to the loop's exception handler, and closes the connection unless it came
/// from the two callbacks about writing.
///
/// Mirrors `asyncio.BaseProtocol`.
public interface BaseProtocol {

  /// The connection is open, and `transport` is how to use it. Mirrors `connection_made`.
  default void connectionMade(BaseTransport transport) {}

  /// The connection is gone. Mirrors `connection_lost`.
  ///
  /// @param cause `null` if the connection was closed or aborted by this side or ended by the peer;
  ///   otherwise what broke it: a [java.io.UncheckedIOException] that names the peer if it was the
  ///   network, or what a callback of this protocol threw
  default void connectionLost(@Nullable Throwable cause) {}

  /// The transport has more queued than its high-water mark: write no more for now. Mirrors
  /// `pause_writing`.
  default void pauseWriting() {}

  /// The transport's queue has drained to its low-water mark: write on. Mirrors `resume_writing`.
  ///
  /// What is written here is sent even by a transport that is closing.
  default void resumeWriting() {}

  /// The server that accepted the connection is shutting down: finish what is under way, then close
  /// the transport. Told once, before the connection is closed by force. Beyond asyncio: see
  /// [Server#shutdown(java.time.Duration)].
  default void shutdownRequested() {}
}
