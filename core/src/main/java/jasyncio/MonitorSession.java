package jasyncio;

import jasyncio.internal.base.DaemonThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/// A monitor of this process for somebody outside it, who has it for as long as a connection lives,
/// however that ends.
final class MonitorSession implements Runnable {
  private final SocketChannel channel;
  private final Monitor monitor;

  private MonitorSession(SocketChannel channel, Monitor monitor) {
    this.channel = channel;
    this.monitor = monitor;
  }

  /// Connects to who listens at `socket`.
  ///
  /// @param form `monitor`, the port and, to let him cancel tasks, `cancel`
  /// @throws UncheckedIOException if the port is taken
  static URI start(Path socket, String[] form) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      Monitor monitor = Monitor.ofRunningLoops(options(List.of(form)));
      DaemonThread.unstarted("jasyncio monitor", new MonitorSession(channel, monitor)).start();
      return monitor.uri();
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static MonitorOptions options(List<String> form) {
    return MonitorOptions.DEFAULTS
        .withPort(Integer.parseInt(form.get(1)))
        .withCancel(form.contains("cancel"));
  }

  @Override
  public void run() {
    try (channel;
        monitor) {
      while (channel.read(ByteBuffer.allocate(1)) >= 0) {
        // he says nothing
      }
    } catch (IOException e) {
      // he has gone
    }
  }
}
