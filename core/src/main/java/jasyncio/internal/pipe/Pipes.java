package jasyncio.internal.pipe;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.ReadTransport;
import jasyncio.WriteTransport;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.transport.AbstractTransport;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pipes of one loop: attaches protocols to them.
///
/// The JDK's pipes and sockets go on the selector. Everything else, such as a file channel or a
/// stream, gets a thread of its own that waits in the loop's place.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Pipes {
  private final TransportContext context;

  /// Pipes for `loop`, whose selector is behind `channels`.
  public Pipes(EventLoop loop, LoopChannels channels) {
    this.context = new TransportContext(loop, channels);
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
    T open(BaseProtocol protocol, Future<AbstractTransport> ready) throws IOException;
  }

  private <T extends BaseTransport, P extends BaseProtocol> Connected<T, P> connect(
      Supplier<P> factory, Channel channel, Opening<T> opening) {
    P protocol = protocol(factory, channel);
    T transport;
    Future<AbstractTransport> ready = context.loop().createFuture("connectionMade", channel);
    try {
      transport = opening.open(protocol, ready);
    } catch (IOException e) {
      PipeThreads.close(channel);
      throw new UncheckedIOException("cannot use " + channel + ": " + ChannelErrors.reason(e), e);
    } catch (Throwable t) {
      PipeThreads.close(channel);
      throw t;
    }
    try {
      await(ready);
    } catch (Throwable t) {
      transport.close();
      throw t;
    }
    return new Connected<>(transport, protocol);
  }

  private static <P extends BaseProtocol> P protocol(Supplier<P> factory, Channel channel) {
    try {
      return factory.get();
    } catch (Throwable t) {
      PipeThreads.close(channel);
      throw t;
    }
  }

  /// Attaches `protocol` to the reading end of a pipe; it hears `connectionMade` in the next turn.
  ///
  /// @throws IOException if the pipe is closed; it is the caller's, then
  /// @throws IllegalArgumentException if `protocol` is not for streams of bytes; likewise
  public ReadPipeTransport reader(BaseProtocol protocol, ReadableByteChannel channel)
      throws IOException {
    return reader(protocol, channel, channel, null);
  }

  private ReadPipeTransport reader(
      BaseProtocol protocol,
      ReadableByteChannel channel,
      Closeable pipe,
      @Nullable Future<AbstractTransport> ready)
      throws IOException {
    var transport = new ReadPipeTransport(context, pipe, protocol);
    transport.start(
        switch (channel) {
          case Pipe.SourceChannel source -> new SelectedSource<>(context, source, transport);
          case SocketChannel socket -> new SelectedSource<>(context, socket, transport);
          default -> new BlockingSource(context, channel, transport);
        },
        ready);
    return transport;
  }

  /// Attaches `protocol` to the writing end of a pipe; it hears `connectionMade` in the next turn.
  ///
  /// @throws IOException if the pipe is closed; it is the caller's, then
  public WritePipeTransport writer(BaseProtocol protocol, WritableByteChannel channel)
      throws IOException {
    return writer(protocol, channel, channel, null);
  }

  private WritePipeTransport writer(
      BaseProtocol protocol,
      WritableByteChannel channel,
      Closeable pipe,
      @Nullable Future<AbstractTransport> ready)
      throws IOException {
    var transport = new WritePipeTransport(context, pipe, protocol);
    transport.start(
        switch (channel) {
          case Pipe.SinkChannel sink -> new SelectedSink<>(context, sink, transport);
          case SocketChannel socket -> new SelectedSink<>(context, socket, transport);
          default -> new BlockingSink(context, channel, transport);
        },
        ready);
    return transport;
  }

  /// Closes the pipes that the program left open. See [TransportContext#releaseAll()].
  public void close() {
    context.releaseAll();
  }
}
