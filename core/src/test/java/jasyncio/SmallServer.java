package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.toThread;

import java.io.IOException;

/// A program for [MemoryTest]: a server in a process with little memory. A client sends more than
/// that to a handler that wants all of it at once; then another client is served.
///
/// Prints `served` at the end, if the run has survived.
final class SmallServer {
  private static final int MEBIBYTE = 1024 * 1024;

  private SmallServer() {}

  /// Serves clients with little memory.
  ///
  /// @param args the bytes that the connections may hold, or `-` for any
  public static void main(String[] args) {
    ServerOptions options =
        ServerOptions.DEFAULTS.withMaxBufferedBytes(
            args[0].equals("-") ? Long.MAX_VALUE : Long.parseLong(args[0]));
    run(() -> {
      int[] reports = {0};
      getRunningLoop().setExceptionHandler((_, _) -> reports[0]++);
      try (var server = await(startServer(SmallServer::serve, Peer.LOOPBACK, 0, options))) {
        await(toThread(() -> flood(server)));
        while (reports[0] == 0) {
          await(sleep(millis(1)));
        }
        System.out.println(await(toThread(() -> ask(server))));
      }
    });
  }

  private static void serve(StreamReader reader, StreamWriter writer) throws Exception {
    if (await(reader.readExactly(1))[0] == 'f') {
      byte[] all = await(reader.read());
      writer.write("" + all.length);
    } else {
      writer.write("served");
    }
    writer.close();
  }

  private static Void flood(Server server) {
    try (var peer = Peer.connect(server)) {
      peer.send("f");
      for (int i = 0; i < 200; i++) {
        peer.send(new byte[MEBIBYTE]);
      }
      peer.sendEof();
      peer.receiveAll();
    } catch (IOException e) {
      // cut off, as it must be
    }
    return null;
  }

  private static String ask(Server server) throws IOException {
    try (var peer = Peer.connect(server)) {
      peer.send("a");
      return peer.receive(6);
    }
  }
}
