package jasyncio.internal.net;

import jasyncio.internal.loop.ConnectionEvents;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.Watch;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A selector that finds the one channel it watches ready when a test says so.
final class ScriptedWatcher implements LoopChannels, Watch {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private @Nullable Runnable readable;
  private @Nullable Runnable writable;
  boolean reading;
  boolean writing;

  /// The maker of the channels that are connected here.
  SelectorProvider provider = SelectorProvider.provider();

  /// The channel can be read, or so it seems.
  void becomeReadable() {
    Objects.requireNonNull(readable).run();
  }

  void becomeWritable() {
    Objects.requireNonNull(writable).run();
  }

  @Override
  public Watch watch(SelectableChannel channel, Runnable readable, Runnable writable) {
    this.readable = readable;
    this.writable = writable;
    return this;
  }

  @Override
  public void reading(boolean wanted) {
    reading = wanted;
  }

  @Override
  public void writing(boolean wanted) {
    writing = wanted;
  }

  @Override
  public void cancel() {
    reading = false;
    writing = false;
  }

  @Override
  public SelectorProvider provider() {
    return provider;
  }

  @Override
  public void checkFree(SelectableChannel channel) {}

  @Override
  public void flushCancelled() {}

  @Override
  public void whenLost(Runnable listener) {}

  @Override
  public ByteBuffer readBuffer() {
    return buffer.clear();
  }

  @Override
  public ConnectionEvents connectionEvents() {
    return ConnectionEvents.UNSEEN;
  }
}
