/// Tier 9, streams: the objects between a transport's callbacks and the tasks that read and write.
///
/// A [jasyncio.internal.stream.StreamProtocol] passes a transport's events to two objects. The
/// [jasyncio.internal.stream.Inbox] has the reading side: the bytes in a
/// [jasyncio.internal.stream.StreamBuffer], the one task that waits for more, the end or failure of
/// the stream, and the pausing of a transport that is faster than its reader. The
/// [jasyncio.internal.stream.DrainGate] has the writing side: the tasks that wait until the
/// transport takes more or is gone. [jasyncio.StreamReader] and [jasyncio.StreamWriter] are their
/// faces for programs; a [jasyncio.internal.stream.StreamGuard] closes the connection if these are
/// dropped. A [jasyncio.internal.stream.DatagramInbox] does the same for datagrams.
///
/// Uses `base`, `loop` and `transport`. Everything here belongs to the loop's thread.
package jasyncio.internal.stream;
