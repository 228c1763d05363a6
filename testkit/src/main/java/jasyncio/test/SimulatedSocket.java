package jasyncio.test;

/// A socket of the simulated network. Loop thread only.
interface SimulatedSocket {
  /// The operations of a selection key for which the socket is ready.
  int readyOps();

  /// Its local port; 0 before it has one.
  int localPort();

  /// Removes the socket, whose host has lost power, without a message to its peer.
  void vanish();
}
