package jasyncio.test;

/// A socket of the simulated network. Loop thread only.
interface SimulatedSocket {
  /// What it is ready for, as the operations of a selection key.
  int readyOps();

  /// Its local port; 0 before it has one.
  int localPort();

  /// Its host lost power: the socket is gone without a word to anybody.
  void vanish();
}
