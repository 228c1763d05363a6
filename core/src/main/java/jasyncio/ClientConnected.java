package jasyncio;

/// What a stream server does with each client: asyncio's `client_connected_cb`.
///
/// Each call has a task of its own, so it may await. It should close the writer when it is done
/// with the client. If it fails, the failure goes to the loop's exception handler and the
/// connection is closed; if it is cancelled, the connection is closed.
///
/// @see Asyncio#startServer
@FunctionalInterface
public interface ClientConnected {

  /// Serves one client.
  ///
  /// @param reader what the client sends
  /// @param writer what the client gets
  /// @throws Exception whatever went wrong
  void serve(StreamReader reader, StreamWriter writer) throws Exception;
}
