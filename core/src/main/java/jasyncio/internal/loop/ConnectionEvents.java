package jasyncio.internal.loop;

/// Is told by transports of connections and bytes. Connections are transports, of a type that is
/// none of this package's business. Loop thread only.
public interface ConnectionEvents {
  /// Nobody wants to know.
  ConnectionEvents UNSEEN =
      new ConnectionEvents() {
        @Override
        public void opened(Object connection) {}

        @Override
        public void closed(Object connection) {}

        @Override
        public void received(Object connection, long count) {}

        @Override
        public void sent(Object connection, long count) {}

        @Override
        public void handshakeDone(Object connection, long nanos) {}
      };

  /// A socket has a transport.
  void opened(Object connection);

  /// The socket is closed.
  void closed(Object connection);

  /// Bytes were read from the socket.
  void received(Object connection, long count);

  /// The system took bytes.
  void sent(Object connection, long count);

  /// TLS begins to carry the program's data.
  void handshakeDone(Object connection, long nanos);
}
