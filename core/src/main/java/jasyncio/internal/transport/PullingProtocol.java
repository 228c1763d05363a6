package jasyncio.internal.transport;

import jasyncio.Protocol;

/// A protocol that at times fetches from its transport the bytes that it would else be given.
public interface PullingProtocol extends Protocol {
  /// Wakes the task that waits for bytes, so that it pulls them from the transport, which is a
  /// [PullableTransport] and has some. Bytes that it does not pull in its turn are announced again.
  ///
  /// @return false if no task will pull; then the transport hands the bytes over as usual
  boolean wakeToPull();

  /// The number of bytes to hand over at most while no task pulls. If it is 0, the protocol has
  /// paused the transport.
  int room();
}
