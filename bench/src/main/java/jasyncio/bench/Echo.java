package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.startServer;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.BufferedProtocol;
import jasyncio.Coroutine;
import jasyncio.Protocol;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import jasyncio.Transport;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An echo server on 127.0.0.1, in each of the three ways to write one: `Echo KIND PORT`, where
/// `KIND` is `streams`, `protocol` or `buffered`.
///
/// It answers every byte until it is ended by a signal. The streams are those of a program that was
/// not tuned: read, write, drain.
public final class Echo {
  private static final String HOST = "127.0.0.1";
  private static final int BUFFER_SIZE = 64 * 1024;

  // as the other servers have it: the load comes as several hundred connections at once
  private static final ServerOptions OPTIONS = ServerOptions.DEFAULTS.withBacklog(1024);

  private Echo() {}

  /// Serves; see the class.
  public static void main(String[] args) {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected KIND PORT: " + String.join(" ", args));
    }
    int port = Integer.parseInt(args[1]);
    Coroutine<Server> listen =
        switch (args[0]) {
          case "streams" -> startServer(Echo::echo, HOST, port, OPTIONS);
          case "protocol" -> listen(EchoProtocol::new, port);
          case "buffered" -> listen(EchoBufferedProtocol::new, port);
          default ->
              throw new IllegalArgumentException(
                  "expected streams, protocol or buffered: " + args[0]);
        };
    run(() -> {
      try (var server = await(listen)) {
        await(server.serveForever());
      }
    });
  }

  private static Coroutine<Server> listen(Supplier<? extends BaseProtocol> factory, int port) {
    return () -> await(getRunningLoop().createServer(factory, HOST, port, OPTIONS));
  }

  private static void echo(StreamReader reader, StreamWriter writer) {
    try {
      byte[] data = await(reader.read(BUFFER_SIZE));
      while (data.length > 0) {
        writer.write(data);
        await(writer.drain());
        data = await(reader.read(BUFFER_SIZE));
      }
    } catch (UncheckedIOException e) {
      // the load ends its connections by a reset
    }
    writer.close();
  }

  /// Echoes what arrives, and reads no more while the peer does not take it.
  private static final class EchoProtocol implements Protocol {
    private @Nullable Transport transport;

    @Override
    public void connectionMade(BaseTransport transport) {
      this.transport = (Transport) transport;
    }

    @Override
    public void dataReceived(byte[] data) {
      transport().write(data);
    }

    @Override
    public void pauseWriting() {
      transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
      transport().resumeReading();
    }

    private Transport transport() {
      return Objects.requireNonNull(transport);
    }
  }

  /// The same with a buffer of its own for each connection.
  private static final class EchoBufferedProtocol implements BufferedProtocol {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private @Nullable Transport transport;

    @Override
    public void connectionMade(BaseTransport transport) {
      this.transport = (Transport) transport;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      transport().write(buffer.flip());
    }

    @Override
    public void pauseWriting() {
      transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
      transport().resumeReading();
    }

    private Transport transport() {
      return Objects.requireNonNull(transport);
    }
  }
}
