package jasyncio;

import java.io.Closeable;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The key of a value that a transport may have, with the type of the value: an argument of
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

  /// The context that the keys and trust of a TLS connection come from: asyncio's `sslcontext`.
  public static final ExtraInfo<SSLContext> SSL_CONTEXT =
      new ExtraInfo<>("sslcontext", SSLContext.class);

  /// The engine that encrypts a TLS connection: asyncio's `ssl_object`. For inspection only.
  public static final ExtraInfo<SSLEngine> SSL_ENGINE =
      new ExtraInfo<>("ssl_object", SSLEngine.class);

  /// The session that the two sides of a TLS connection agreed on; it also has the whole chain of
  /// the peer's certificates.
  public static final ExtraInfo<SSLSession> SSL_SESSION =
      new ExtraInfo<>("ssl_session", SSLSession.class);

  /// The peer's certificate of a TLS connection, if the peer has shown one: asyncio's `peercert`.
  public static final ExtraInfo<X509Certificate> PEERCERT =
      new ExtraInfo<>("peercert", X509Certificate.class);

  /// The cipher of a TLS connection: asyncio's `cipher`.
  public static final ExtraInfo<TlsCipher> CIPHER = new ExtraInfo<>("cipher", TlsCipher.class);

  /// The version of a TLS connection, such as `TLSv1.3`: `ssl_object.version()` in Python.
  public static final ExtraInfo<String> TLS_VERSION = new ExtraInfo<>("tls_version", String.class);

  /// The application protocol that the two sides of a TLS connection agreed on, if any:
  /// `ssl_object.selected_alpn_protocol()` in Python.
  public static final ExtraInfo<String> ALPN_PROTOCOL =
      new ExtraInfo<>("alpn_protocol", String.class);

  private static final List<ExtraInfo<?>> ALL =
      List.of(
          PEERNAME,
          SOCKNAME,
          SOCKET,
          PIPE,
          SUBPROCESS,
          SSL_CONTEXT,
          SSL_ENGINE,
          SSL_SESSION,
          PEERCERT,
          CIPHER,
          TLS_VERSION,
          ALPN_PROTOCOL);

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

  /// The type of the value, for programs that implement transports.
  public Class<T> type() {
    return type;
  }

  /// asyncio's name for the key.
  @Override
  public String toString() {
    return name;
  }
}
