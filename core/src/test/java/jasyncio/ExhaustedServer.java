package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program for [AcceptExhaustionTest]: a server in a process that runs out of descriptors.
///
/// It greets and closes each connection. After the first one it takes all descriptors that are
/// left; once its loop reports that, it gives them back. Prints these events.
final class ExhaustedServer {
  private static final List<Channel> hoard = new ArrayList<>();

  private ExhaustedServer() {}

  public static void main(String[] args) {
    run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setExceptionHandler((_, report) -> report(report));
      print("ready");
      try (var server = await(loop.createServer(Greeting::new, Peer.LOOPBACK, 0))) {
        print(Integer.toString(Peer.port(server)));
        await(server.serveForever());
      }
    });
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static void report(ExceptionContext report) {
    print(report.message() + ": " + report.exception());
    try {
      for (Channel channel : hoard) {
        channel.close();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void takeAllDescriptors() {
    try {
      while (true) {
        hoard.add(FileChannel.open(Path.of("/dev/null")));
      }
    } catch (IOException e) {
      print("exhausted");
    }
  }

  private static final class Greeting implements Protocol {
    @Override
    public void connectionMade(BaseTransport transport) {
      ((Transport) transport).write("hello".getBytes(StandardCharsets.US_ASCII));
      transport.close();
    }

    @Override
    public void connectionLost(@org.jspecify.annotations.Nullable Throwable cause) {
      if (hoard.isEmpty()) {
        // once the loop has polled, which also frees the descriptor of this connection
        Asyncio.getRunningLoop().callLater(Asyncio.millis(50), ExhaustedServer::takeAllDescriptors);
      } else {
        print("done");
      }
    }
  }
}
