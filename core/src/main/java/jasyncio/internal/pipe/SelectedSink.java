package jasyncio.internal.pipe;

import jasyncio.internal.loop.Watch;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/// The writing end of a pipe that the loop's selector can watch. Loop thread only.
///
/// @param <C> such as `Pipe.SinkChannel`
public final class SelectedSink<C extends SelectableChannel & WritableByteChannel>
    implements PipeSink {
  private final C channel;
  private final Watch watch;

  SelectedSink(TransportContext context, C channel, WritePipeTransport transport)
      throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    this.watch = context.watch(channel, () -> {}, transport::writeReady);
  }

  @Override
  public int write(ByteBuffer front) throws IOException {
    return channel.write(front);
  }

  @Override
  public void writing(boolean wanted) {
    watch.writing(wanted);
  }

  @Override
  public void close() {
    watch.cancel();
    ChannelErrors.closeQuietly(channel);
  }
}
