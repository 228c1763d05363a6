package jasyncio.internal.observe;

import jasyncio.MonitorOptions;
import jasyncio.internal.base.DaemonThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A monitor of this process for a user outside it. It lasts as long as a connection, however that
/// ends.
final class MonitorSession implements Runnable {
  private final SocketChannel channel;
  private final MonitorPage page;

  private MonitorSession(SocketChannel channel, MonitorPage page) {
    this.channel = channel;
    this.page = page;
  }

  /// Connects to the listener at `socket` and gives the address of the page.
  ///
  /// @throws UncheckedIOException if the port is taken
  static URI start(Path socket, MonitorOptions options) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      MonitorPage page = new MonitorPage(options, LoopView::running);
      DaemonThread.unstarted("jasyncio monitor", new MonitorSession(channel, page)).start();
      return page.uri();
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void run() {
    try (channel;
        page) {
      while (channel.read(ByteBuffer.allocate(1)) >= 0) {
        // the other side says nothing
      }
    } catch (IOException e) {
      // the other side has gone
    }
  }
}
