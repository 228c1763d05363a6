package jasyncio.internal.pipe;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.Future;
import jasyncio.ReadTransport;
import jasyncio.Transport;
import jasyncio.WriteTransport;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.net.Network;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pipes for one loop: attaches protocols to them, and knows which of them are open.
///
/// The JDK's pipes and sockets go on the selector. Everything else, such as a file channel or a
/// stream, gets a thread that waits in its place.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Pipes {
  private final EventLoop loop;
  private final LoopChannels channels;

  // the open transports, each with how to take its pipe away
  private final Map<BaseTransport, Runnable> transports = new LinkedHashMap<>();

  /// Pipes for `loop`, whose selector is behind `channels`.
  public Pipes(EventLoop loop, LoopChannels channels) {
    this.loop = loop;
    this.channels = channels;
  }

  /// See [EventLoop#connectReadPipe(Supplier, ReadableByteChannel)].
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectRead(
      Supplier<P> factory, ReadableByteChannel pipe) {
    return connectRead(factory, pipe, pipe);
  }

  /// See [EventLoop#connectReadPipe(Supplier, InputStream)].
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectRead(
      Supplier<P> factory, InputStream pipe) {
    return connectRead(factory, Channels.newChannel(pipe), pipe);
  }

  private <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectRead(
      Supplier<P> factory, ReadableByteChannel channel, Closeable pipe) {
    return () ->
        connect(factory, channel, (protocol, ready) -> reader(protocol, channel, pipe, ready));
  }

  /// See [EventLoop#connectWritePipe(Supplier, WritableByteChannel)].
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWrite(
      Supplier<P> factory, WritableByteChannel pipe) {
    return connectWrite(factory, pipe, pipe);
  }

  /// See [EventLoop#connectWritePipe(Supplier, OutputStream)].
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWrite(
      Supplier<P> factory, OutputStream pipe) {
    return connectWrite(factory, new FlushingChannel(pipe), pipe);
  }

  private <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWrite(
      Supplier<P> factory, WritableByteChannel channel, Closeable pipe) {
    return () ->
        connect(factory, channel, (protocol, ready) -> writer(protocol, channel, pipe, ready));
  }

  /// Makes a transport that will complete `ready`.
  private interface Opening<T> {
    BaseTransport open(BaseProtocol protocol, Future<T> ready) throws IOException;
  }

  private <T extends BaseTransport, P extends BaseProtocol> Connected<T, P> connect(
      Supplier<P> factory, Channel channel, Opening<T> opening) {
    P protocol;
    BaseTransport transport;
    Future<T> ready = loop.createFuture("connectionMade", channel);
    try {
      protocol = factory.get();
      transport = opening.open(protocol, ready);
    } catch (IOException e) {
      PipeThreads.close(channel);
      throw new UncheckedIOException("cannot use " + channel + ": " + Network.reason(e), e);
    } catch (Throwable t) {
      PipeThreads.close(channel);
      throw t;
    }
    try {
      return new Connected<>(await(ready), protocol);
    } catch (Throwable t) {
      transport.close();
      throw t;
    }
  }

  /// Attaches `protocol` to the reading end of a pipe; it hears `connectionMade` in the next turn.
  ///
  /// @throws IOException if the pipe is closed; it is the caller's, then
  /// @throws IllegalArgumentException if `protocol` is not for streams of bytes; likewise
  public ReadTransport reader(BaseProtocol protocol, ReadableByteChannel channel)
      throws IOException {
    return reader(protocol, channel, channel, null);
  }

  private ReadTransport reader(
      BaseProtocol protocol,
      ReadableByteChannel channel,
      Closeable pipe,
      @Nullable Future<ReadTransport> ready)
      throws IOException {
    var transport = new ReadPipeTransport(this, pipe, protocol);
    transport.start(
        switch (channel) {
          case Pipe.SourceChannel source -> new SelectedSource<>(this, source, transport);
          case SocketChannel socket -> new SelectedSource<>(this, socket, transport);
          default -> new BlockingSource(this, channel, transport);
        },
        ready);
    return transport;
  }

  /// Attaches `protocol` to the writing end of a pipe; it hears `connectionMade` in the next turn.
  ///
  /// @throws IOException if the pipe is closed; it is the caller's, then
  public Transport writer(BaseProtocol protocol, WritableByteChannel channel) throws IOException {
    return writer(protocol, channel, channel, null);
  }

  private Transport writer(
      BaseProtocol protocol,
      WritableByteChannel channel,
      Closeable pipe,
      @Nullable Future<WriteTransport> ready)
      throws IOException {
    var transport = new WritePipeTransport(this, pipe, protocol);
    transport.start(
        switch (channel) {
          case Pipe.SinkChannel sink -> new SelectedSink<>(this, sink, transport);
          case SocketChannel socket -> new SelectedSink<>(this, socket, transport);
          default -> new BlockingSink(this, channel, transport);
        },
        ready);
    return transport;
  }

  /// Closes the pipes that the program left open, without a word to their protocols, since no loop
  /// is left to run them; warns of each. For a loop that closes.
  public void close() {
    new LinkedHashMap<>(transports)
        .forEach((transport, release) -> {
          Network.LOG.log(Level.WARNING, () -> "loop closed with unclosed " + transport);
          release.run();
        });
  }

  /// Closes a pipe that is open still, without a word to its protocol.
  public void release(BaseTransport transport) {
    Runnable release = transports.get(transport);
    if (release != null) {
      release.run();
    }
  }

  // For the parts of this package

  EventLoop loop() {
    return loop;
  }

  /// The loop's shared buffer, cleared. Lent until anything else runs.
  ByteBuffer buffer() {
    return channels.readBuffer();
  }

  Watch watch(SelectableChannel channel, Runnable readable, Runnable writable) throws IOException {
    return channels.watch(channel, readable, writable);
  }

  /// Completes the closing of watched channels, which the JDK does only when the loop next polls.
  void flushCancelled() {
    channels.flushCancelled();
  }

  /// Runs `news` on the loop; gives false if that is closed, so that nobody wants to hear it. Any
  /// thread.
  boolean tell(Runnable news) {
    try {
      loop.callSoonThreadsafe(news);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  void remember(ReadPipeTransport transport) {
    transports.put(transport, transport::release);
  }

  void remember(WritePipeTransport transport) {
    transports.put(transport, transport::release);
  }

  void forget(BaseTransport transport) {
    transports.remove(transport);
  }

  /// Tells the loop's exception handler, unless `cause` is of the kind that ends a loop's run.
  void report(
      String message, Throwable cause, BaseTransport transport, @Nullable BaseProtocol protocol) {
    Fatal.rethrowIfFatal(cause);
    loop.callExceptionHandler(
        ExceptionContext.of(message, cause).withConnection(transport, protocol));
  }
}
