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
import jasyncio.TlsOptions;
import jasyncio.Transport;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An echo server on 127.0.0.1, in each of the four ways to write one: `Echo KIND PORT`, where
/// `KIND` is `streams`, `streams-into`, `protocol` or `buffered`; with `CERTIFICATE KEY`, two PEM
/// files, over TLS.
///
/// It answers every byte until a signal ends it. The streams are those of a program that was not
/// tuned: read, write, drain. `streams-into` and `buffered` read into a buffer instead, which all
/// connections share.
public final class Echo {
  private static final String HOST = "127.0.0.1";

  // the same as in the servers in C, over NIO and of asyncio
  private static final int MOST = 256 * 1024;

  // a task that has read into it writes the content before any other task reads
  private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(MOST);

  // as in the other servers: the load opens several hundred connections at once
  private static final ServerOptions PLAIN = ServerOptions.DEFAULTS.withBacklog(1024);

  private final int port;
  private final ServerOptions options;

  private Echo(int port, ServerOptions options) {
    this.port = port;
    this.options = options;
  }

  /// Serves; see the description of the class.
  public static void main(String[] args) {
    ServerOptions options =
        switch (args.length) {
          case 2 -> PLAIN;
          case 4 -> PLAIN.withTls(TlsOptions.serverFromPem(Path.of(args[2]), Path.of(args[3])));
          default ->
              throw new IllegalArgumentException(
                  "expected KIND PORT [CERTIFICATE KEY]: " + String.join(" ", args));
        };
    Coroutine<Server> listen = new Echo(Integer.parseInt(args[1]), options).listen(args[0]);
    run(() -> {
      try (var server = await(listen)) {
        await(server.serveForever());
      }
    });
  }

  private Coroutine<Server> listen(String kind) {
    return switch (kind) {
      case "streams" -> startServer(Echo::echo, HOST, port, options);
      case "streams-into" -> startServer(Echo::echoThroughBuffer, HOST, port, options);
      case "protocol" -> listen(EchoProtocol::new);
      case "buffered" -> listen(EchoBufferedProtocol::new);
      default ->
          throw new IllegalArgumentException(
              "expected streams, streams-into, protocol or buffered: " + kind);
    };
  }

  private Coroutine<Server> listen(Supplier<? extends BaseProtocol> factory) {
    return () -> await(getRunningLoop().createServer(factory, HOST, port, options));
  }

  private static void echo(StreamReader reader, StreamWriter writer) {
    untilReset(() -> {
      byte[] data = await(reader.read(MOST));
      while (data.length > 0) {
        writer.write(data);
        await(writer.drain());
        data = await(reader.read(MOST));
      }
    });
    writer.close();
  }

  private static void echoThroughBuffer(StreamReader reader, StreamWriter writer) {
    untilReset(() -> {
      while (await(reader.readInto(BUFFER.clear())) > 0) {
        writer.write(BUFFER.flip());
        await(writer.drain());
      }
    });
    writer.close();
  }

  /// Runs `echo` until the load ends the connection by a reset.
  private static void untilReset(Runnable echo) {
    try {
      echo.run();
    } catch (UncheckedIOException e) {
      // the expected end
    }
  }

  /// A protocol that echoes received data, and stops reading while the peer does not accept the
  /// answer.
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

  /// A protocol that does the same through the buffer that all connections share.
  private static final class EchoBufferedProtocol implements BufferedProtocol {
    private @Nullable Transport transport;

    @Override
    public void connectionMade(BaseTransport transport) {
      this.transport = (Transport) transport;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return BUFFER.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      transport().write(BUFFER.flip());
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
