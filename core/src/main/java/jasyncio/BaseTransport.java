package jasyncio;

import org.jspecify.annotations.Nullable;

/// A channel of communication that a loop drives on behalf of a protocol.
///
/// A transport moves bytes and calls its protocol back; the protocol decides what they mean. The
/// loop makes transports ([EventLoop#createConnection] and its siblings); programs hold them
/// through this interface and its children.
///
/// **Loop affinity.** Every method belongs to the loop that made the transport. Mirrors
/// `asyncio.BaseTransport`.
///
/// @see ReadTransport
/// @see WriteTransport
public interface BaseTransport {

  /// Returns the transport's value for `key`, or `null` if it has none. Mirrors
  /// `transport.get_extra_info`.
  ///
  /// Addresses stay known after the connection is gone.
  <T> @Nullable T getExtraInfo(ExtraInfo<T> key);

  /// Like [#getExtraInfo(ExtraInfo)], with `fallback` in place of `null`.
  default <T> T getExtraInfo(ExtraInfo<T> key, T fallback) {
    T value = getExtraInfo(key);
    return value == null ? fallback : value;
  }

  /// Returns the transport's value for the key that asyncio calls `name`, such as `"peername"`;
  /// `null` if it has none or there is no such key.
  default @Nullable Object getExtraInfo(String name) {
    ExtraInfo<?> key = ExtraInfo.named(name);
    return key == null ? null : getExtraInfo(key);
  }

  /// Returns whether the transport is closed or closing. Mirrors `transport.is_closing`.
  boolean isClosing();

  /// Stops receiving, sends all queued data, and then closes. Mirrors `transport.close`.
  ///
  /// Returns at once. [BaseProtocol#connectionLost] is called with `null` when all data are sent.
  /// Closing again does nothing.
  void close();

  /// Hands the transport to another protocol, which gets every later callback. Neither protocol is
  /// told. Mirrors `transport.set_protocol`.
  ///
  /// @throws IllegalArgumentException if the transport cannot drive a protocol of this kind
  void setProtocol(BaseProtocol protocol);

  /// The protocol that gets the callbacks. Mirrors `transport.get_protocol`.
  BaseProtocol getProtocol();
}
