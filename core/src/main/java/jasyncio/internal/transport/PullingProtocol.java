package jasyncio.internal.transport;

import jasyncio.Protocol;

/// A protocol that now and then fetches from its transport what it else would be given.
public interface PullingProtocol extends Protocol {
  /// The transport, a [PullableTransport], has something. Whether the protocol will pull it soon by
  /// itself; what it does not pull then, it is asked for again.
  boolean pulls();
}
