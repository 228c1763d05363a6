package jasyncio.internal.pipe;

import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;

/// The reading end of a pipe that the loop's selector can watch. Loop thread only.
///
/// @param <C> such as `Pipe.SourceChannel`
public final class SelectedSource<C extends SelectableChannel & ReadableByteChannel>
    implements PipeSource {
  private final TransportContext context;
  private final C channel;
  private final ReadPipeTransport transport;
  private final Watch watch;

  SelectedSource(TransportContext context, C channel, ReadPipeTransport transport)
      throws IOException {
    this.context = context;
    this.channel = channel;
    this.transport = transport;
    channel.configureBlocking(false);
    this.watch = context.watch(channel, this::readable, () -> {});
  }

  @Override
  public void reading(boolean wanted) {
    watch.reading(wanted);
  }

  private void readable() {
    ByteBuffer buffer = context.buffer();
    int count;
    try {
      count = channel.read(buffer);
    } catch (IOException e) {
      transport.failed(e);
      return;
    }
    if (count < 0) {
      transport.ended();
    } else if (count > 0) {
      byte[] data = new byte[count];
      buffer.get(0, data);
      transport.received(data);
    }
  }

  @Override
  public void close() {
    watch.cancel();
    ChannelErrors.closeQuietly(channel);
    context.flushClosed(); // so that a writer learns at its next write that nobody reads
  }
}
