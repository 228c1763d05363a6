package jasyncio;

/// The function that a stream server calls for each client: asyncio's `client_connected_cb`.
///
/// Each call has a task of its own, so it may await. It should close the writer when it has
/// finished with the client. If it fails, the failure goes to the loop's exception handler and the
/// connection is closed; if it is cancelled, the connection is closed.
///
/// @see Asyncio#startServer
@FunctionalInterface
public interface ClientConnected {

  /// Serves one client.
  ///
  /// @param reader the stream of bytes from the client
  /// @param writer the stream of bytes to the client
  /// @throws Exception any failure
  void serve(StreamReader reader, StreamWriter writer) throws Exception;
}
