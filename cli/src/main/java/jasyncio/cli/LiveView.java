package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// A look into another process that lasts: connections from each jasyncio there. The observers that
/// they need leave its loops when the connections end, so also if this process is killed.
final class LiveView implements AutoCloseable {
  private final List<SocketChannel> libraries = new ArrayList<>();
  private final String greeting;

  /// @param server where each jasyncio of the process has connected already
  /// @param greeting the answers that they gave then
  LiveView(ServerSocketChannel server, String greeting) throws IOException {
    this.greeting = greeting;
    server.configureBlocking(false);
    for (SocketChannel library; (library = server.accept()) != null; ) {
      libraries.add(library);
    }
  }

  /// The usage of the loops since the last look; empty if none runs, or the process has ended.
  String look() {
    StringBuilder text = new StringBuilder();
    for (SocketChannel library : List.copyOf(libraries)) {
      try {
        text.append(ask(library));
      } catch (IOException e) {
        libraries.remove(library); // it has ended
      }
    }
    return text.toString();
  }

  String greeting() {
    return greeting;
  }

  /// Waits until all connections have ended.
  void awaitEnd() {
    for (SocketChannel library : libraries) {
      try {
        while (library.read(ByteBuffer.allocate(1)) >= 0) {
          // the content does not matter
        }
      } catch (IOException e) {
        // it has ended
      }
    }
  }

  /// Returns whether nothing is left to observe.
  boolean isOver() {
    return libraries.isEmpty();
  }

  private static String ask(SocketChannel library) throws IOException {
    library.write(ByteBuffer.wrap(new byte[1]));
    var answer = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(64 * 1024);
    while (true) {
      if (library.read(buffer.clear()) < 0) {
        throw new IOException("the process has ended");
      }
      boolean isLast = buffer.get(buffer.position() - 1) == 0;
      answer.write(buffer.array(), 0, buffer.position() - (isLast ? 1 : 0));
      if (isLast) {
        return answer.toString(UTF_8);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel library : libraries) {
      library.close();
    }
  }
}
