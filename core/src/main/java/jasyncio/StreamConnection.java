package jasyncio;

import static jasyncio.internal.loop.Await.await;

/// The two ends of a connection that a program opened. asyncio returns them as a tuple.
///
/// {@snippet lang="java":
/// try (var peer = await(openConnection("127.0.0.1", 8888))) {
///   peer.writer().write("hello\n");
///   IO.print(new String(await(peer.reader().readLine()), UTF_8));
/// }
/// }
///
/// @param reader the end that receives from the peer
/// @param writer the end that sends to the peer
public record StreamConnection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

  /// Closes the writer and suspends until it is closed, as [StreamWriter#close()] and
  /// [StreamWriter#waitClosed()] do. A connection that the peer has broken closes quietly, too.
  @Override
  public void close() {
    writer.close();
    try {
      await(writer.waitClosed());
    } catch (Exception e) {
      if (!writer.isBrokenBy(e)) {
        throw e;
      }
      // else a read or drain() has told the program if it asked
    }
  }
}
