package jasyncio.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connected socket whose reads and writes have the results that a test sets.
final class ScriptedSocketChannel extends SocketChannel {
  /// The result of the JDK for a system call that a signal interrupted.
  static final int INTERRUPTED = -3;

  private static final InetSocketAddress ADDRESS = ScriptedDatagramChannel.address(1);

  /// The results of the next reads: bytes, or the number of bytes that they claim.
  final Deque<Object> reads = new ArrayDeque<>();

  /// The results of the next writes; if it is empty, everything is accepted.
  final Deque<Integer> writes = new ArrayDeque<>();

  int taken;

  ScriptedSocketChannel() {
    super(SelectorProvider.provider());
  }

  @Override
  public int read(ByteBuffer target) {
    var next = reads.isEmpty() ? 0 : reads.remove();
    if (next instanceof byte[] data) {
      target.put(data);
      return data.length;
    }
    return (Integer) next;
  }

  @Override
  public int write(ByteBuffer source) {
    if (!writes.isEmpty()) {
      return writes.remove();
    }
    int count = source.remaining();
    source.position(source.limit());
    taken += count;
    return count;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return ADDRESS;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return ADDRESS;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isConnectionPending() {
    return false;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  protected void implCloseSelectableChannel() {}

  @Override
  protected void implConfigureBlocking(boolean block) {}

  // operations that no transport uses

  @Override
  public SocketChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean connect(SocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean finishConnect() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException("no " + name);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel shutdownInput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel shutdownOutput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket socket() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }
}
