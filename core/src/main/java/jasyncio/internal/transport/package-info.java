/// Tier 7: the parts that all transports share. Their life from `connectionMade` to
/// `connectionLost` ([jasyncio.internal.transport.AbstractTransport]), their view of the loop,
/// their queues, and the protocols above them.
package jasyncio.internal.transport;
