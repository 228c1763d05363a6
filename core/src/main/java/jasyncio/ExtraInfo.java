package jasyncio;

import java.io.Closeable;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The name of something a transport may know, with the type of its value: a key for
/// [BaseTransport#getExtraInfo(ExtraInfo)].
///
/// Immutable; any thread may use it. Stands for the string keys of `transport.get_extra_info`.
///
/// @param <T> the type of the value
public final class ExtraInfo<T> {

  /// The address of the other end: asyncio's `peername`.
  public static final ExtraInfo<SocketAddress> PEERNAME =
      new ExtraInfo<>("peername", SocketAddress.class);

  /// The address of this end: asyncio's `sockname`.
  public static final ExtraInfo<SocketAddress> SOCKNAME =
      new ExtraInfo<>("sockname", SocketAddress.class);

  /// The socket, for its options: asyncio's `socket`. It belongs to the transport, so this view of
  /// it refuses to be bound or closed.
  public static final ExtraInfo<NetworkChannel> SOCKET =
      new ExtraInfo<>("socket", NetworkChannel.class);

  /// The channel or stream that was connected as a pipe: asyncio's `pipe`. It belongs to the
  /// transport.
  public static final ExtraInfo<Closeable> PIPE = new ExtraInfo<>("pipe", Closeable.class);

  /// The child process behind a [SubprocessTransport]: asyncio's `subprocess`. Its streams, if it
  /// has any, belong to the transport.
  public static final ExtraInfo<Process> SUBPROCESS = new ExtraInfo<>("subprocess", Process.class);

  private static final List<ExtraInfo<?>> ALL =
      List.of(PEERNAME, SOCKNAME, SOCKET, PIPE, SUBPROCESS);

  private final String name;
  private final Class<T> type;

  private ExtraInfo(String name, Class<T> type) {
    this.name = name;
    this.type = type;
  }

  /// The key that asyncio calls `name`, or `null` if there is none.
  static @Nullable ExtraInfo<?> named(String name) {
    for (ExtraInfo<?> key : ALL) {
      if (key.name.equals(name)) {
        return key;
      }
    }
    return null;
  }

  /// The type of the value, for those who write transports.
  public Class<T> type() {
    return type;
  }

  /// asyncio's name for it.
  @Override
  public String toString() {
    return name;
  }
}
