package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// The other end of a connection, as a plain blocking socket.
///
/// Tests use it on the loop's thread, where it may only do immediate operations: accept an
/// established connection, send a little, receive data that have been sent.
public final class Peer implements AutoCloseable {
  // as in the address that a failure names
  public static final String LOOPBACK = "127.0.0.1";

  public final Socket socket;

  public Peer(Socket socket) {
    this.socket = socket;
  }

  /// A connection from the running loop to a new peer, with `protocol` at this end.
  public static <P extends BaseProtocol> Link<P> link(P protocol) throws IOException {
    try (var listener = listen()) {
      var connected =
          await(
              getRunningLoop().createConnection(() -> protocol, LOOPBACK, listener.getLocalPort()));
      return new Link<>(connected.transport(), protocol, new Peer(listener.accept()));
    }
  }

  /// A stream from the running loop to a new peer.
  public static StreamLink stream(ConnectOptions options) throws IOException {
    try (var listener = listen()) {
      var stream = await(Asyncio.openConnection(LOOPBACK, listener.getLocalPort(), options));
      return new StreamLink(stream.reader(), stream.writer(), new Peer(listener.accept()));
    }
  }

  public static StreamLink stream() throws IOException {
    return stream(ConnectOptions.DEFAULTS);
  }

  /// A listening socket on a port that the system picks.
  public static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.ofLiteral(LOOPBACK));
  }

  /// Connects to a server.
  public static Peer connect(Server server) throws IOException {
    return connect(server.sockets().getFirst());
  }

  public static Peer connect(SocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address);
    return new Peer(socket);
  }

  public static InetSocketAddress address(String numeric, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(numeric), port);
  }

  /// A port on which no server listens.
  public static int unusedPort() throws IOException {
    try (var listener = listen()) {
      return listener.getLocalPort();
    }
  }

  public static int port(Server server) {
    return ((InetSocketAddress) server.sockets().getFirst()).getPort();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  public void send(byte[] data) throws IOException {
    socket.getOutputStream().write(data);
  }

  public void sendEof() throws IOException {
    socket.shutdownOutput();
  }

  /// Receives `count` bytes that were sent to this peer.
  public String receive(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }

  /// Like [#receive(int)], from another thread, for data that the loop has yet to send.
  public CompletableFuture<String> receiveMeanwhile(int count) {
    return meanwhile(() -> receive(count));
  }

  /// Like [#receiveAll()], from another thread.
  public CompletableFuture<byte[]> receiveAllMeanwhile() {
    return meanwhile(this::receiveAll);
  }

  /// Runs blocking work beside the loop.
  public static <T> CompletableFuture<T> meanwhile(Callable<T> work) {
    var done = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            done.complete(work.call());
          } catch (Throwable t) {
            done.completeExceptionally(t);
          }
        });
    return done;
  }

  /// Receives everything that was sent to this peer until its end.
  public byte[] receiveAll() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  /// Lets the running loop poll its sockets, so that it has seen all data sent before.
  public static void letTheLoopPoll() throws IOException {
    try (var link = link(new RecordingProtocol())) {
      link.peer().send("look");
      link.protocol().awaitText("look");
    }
  }

  /// Breaks the connection: the other end sees a reset.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// A transport with its protocol, and the peer.
  public record Link<P extends BaseProtocol>(Transport transport, P protocol, Peer peer)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      transport.abort();
      peer.close();
    }
  }

  /// Both ends of a stream, and the peer.
  public record StreamLink(StreamReader reader, StreamWriter writer, Peer peer)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      writer.transport().abort();
      peer.close();
    }
  }
}
