package jasyncio.internal.loop;

/// A receiver of the news that transports give of connections and bytes. A connection is named by
/// its transport, of a type that this package does not know. Loop thread only.
public interface ConnectionEvents {
  /// A receiver that ignores everything, for a loop without observers.
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

  /// A socket has got a transport.
  void opened(Object connection);

  /// The socket of a transport was closed.
  void closed(Object connection);

  /// Bytes were read from the socket.
  void received(Object connection, long count);

  /// The system took bytes.
  void sent(Object connection, long count);

  /// TLS begins to carry the program's data.
  void handshakeDone(Object connection, long nanos);
}
