package jasyncio;

import org.jspecify.annotations.Nullable;

/// The callbacks that all kinds of protocols share: a transport calls them to report events of its
/// connection. Each does nothing unless overridden.
///
/// Callbacks run on the loop, one at a time, outside of any task: they must not `await` and should
/// return soon. `connectionMade` comes first and `connectionLost` last, each exactly once. An
/// exception thrown by a callback goes to the loop's exception handler, and closes the connection
/// unless the callback was `pauseWriting` or `resumeWriting`.
///
/// Mirrors `asyncio.BaseProtocol`.
public interface BaseProtocol {

  /// Called when the connection is open; `transport` is the way to use it. Mirrors
  /// `connection_made`.
  default void connectionMade(BaseTransport transport) {}

  /// Called when the connection is gone. Mirrors `connection_lost`.
  ///
  /// @param cause `null` if the connection was closed or aborted by this side or ended by the peer;
  ///   otherwise the failure that broke it: a [java.io.UncheckedIOException] that names the peer
  ///   for a failure of the network, or the exception that a callback of this protocol threw
  default void connectionLost(@Nullable Throwable cause) {}

  /// Called when the transport has more queued than its high-water mark: the protocol should stop
  /// writing for now. Mirrors `pause_writing`.
  default void pauseWriting() {}

  /// Called when the transport's queue has drained to its low-water mark: the protocol may write
  /// again. Mirrors `resume_writing`.
  ///
  /// Data written here are sent even by a transport that is closing.
  default void resumeWriting() {}

  /// Called when the server that accepted the connection is shutting down: the protocol should
  /// finish its work and then close the transport. Called once, before the connection is closed by
  /// force. Beyond asyncio: see [Server#shutdown(java.time.Duration)].
  default void shutdownRequested() {}
}
