package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import jasyncio.internal.stream.StreamBuffer;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Options of a connection. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_connection` and `asyncio.open_connection`.
public final class ConnectOptions {
  // RFC 8305 recommends it
  private static final Duration CONNECTION_ATTEMPT_DELAY = Duration.ofMillis(250);

  private static final Setting<@Nullable InetSocketAddress> LOCAL_ADDR =
      Setting.optional("localAddr");
  private static final Setting<@Nullable StandardProtocolFamily> FAMILY =
      Setting.optional("family", Checks::ofInternet);

  private static final Setting<@Nullable Duration> HAPPY_EYEBALLS_DELAY =
      Setting.optional("happyEyeballsDelay", CONNECTION_ATTEMPT_DELAY, Checks::notNegative);
  private static final Setting<Integer> INTERLEAVE =
      Setting.of("interleave", 1, Checks::notNegative);
  private static final Setting<@Nullable Duration> CONNECT_TIMEOUT =
      Setting.optional("connectTimeout", Checks::positive);
  private static final Setting<Boolean> ALL_ERRORS = Setting.of("allErrors", false);
  private static final Setting<Boolean> KEEP_ALIVE = Setting.of("keepAlive", false);
  private static final Setting<Integer> LIMIT =
      Setting.of("limit", StreamBuffer.DEFAULT_LIMIT, Checks::positive);
  private static final Setting<@Nullable TlsOptions> TLS = Setting.optional("tls");
  private static final Setting<@Nullable String> SERVER_HOSTNAME =
      Setting.optional("serverHostname");
  private static final Setting<@Nullable Duration> HANDSHAKE_TIMEOUT =
      Setting.optional("handshakeTimeout", Checks::positive);
  private static final Setting<@Nullable Duration> SHUTDOWN_TIMEOUT =
      Setting.optional("shutdownTimeout", Checks::positive);

  /// Any local address, both families taking turns, another address after 250 ms, no timeout, one
  /// exception, no probes, a limit of 64 KiB, no TLS.
  public static final ConnectOptions DEFAULTS = new ConnectOptions(Settings.DEFAULTS);

  private final Settings settings;

  private ConnectOptions(Settings settings) {
    this.settings = settings;
  }

  /// The address to connect from; `null` lets the system choose. A host name in it is looked up.
  public @Nullable InetSocketAddress localAddr() {
    return settings.get(LOCAL_ADDR);
  }

  /// These options with another local address, or `null` for any.
  public ConnectOptions withLocalAddr(@Nullable InetSocketAddress localAddr) {
    return new ConnectOptions(settings.with(LOCAL_ADDR, localAddr));
  }

  /// The only kind of address to use, IPv4 or IPv6; `null` for both.
  public @Nullable StandardProtocolFamily family() {
    return settings.get(FAMILY);
  }

  /// These options with another family, or `null` for both.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet
  public ConnectOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new ConnectOptions(settings.with(FAMILY, family));
  }

  /// The time after which another address is tried beside the first, as RFC 8305 has it; `null` to
  /// try one at a time. Mirrors `happy_eyeballs_delay`, which is off unless asked for.
  public @Nullable Duration happyEyeballsDelay() {
    return settings.get(HAPPY_EYEBALLS_DELAY);
  }

  /// These options with addresses tried beside each other after `happyEyeballsDelay`, and, as in
  /// asyncio, the families taking turns then; or one at a time in the system's order if that is
  /// `null`.
  ///
  /// @throws IllegalArgumentException if `happyEyeballsDelay` is negative
  public ConnectOptions withHappyEyeballsDelay(@Nullable Duration happyEyeballsDelay) {
    int firstCount = happyEyeballsDelay == null ? 0 : Math.max(1, interleave());
    return new ConnectOptions(
        settings.with(HAPPY_EYEBALLS_DELAY, happyEyeballsDelay).with(INTERLEAVE, firstCount));
  }

  /// The number of addresses of the first family that come before the families take turns; 0 leaves
  /// them in the system's order.
  public int interleave() {
    return settings.get(INTERLEAVE);
  }

  /// These options with the families taking turns after `interleave` addresses of the first, or
  /// with 0 in the system's order.
  ///
  /// @throws IllegalArgumentException if `interleave` is negative
  public ConnectOptions withInterleave(int interleave) {
    return new ConnectOptions(settings.with(INTERLEAVE, interleave));
  }

  /// The time that one address may take to answer; `null` for as long as the system tries. A host
  /// may have several addresses: for a limit on everything use [Asyncio#timeout].
  public @Nullable Duration connectTimeout() {
    return settings.get(CONNECT_TIMEOUT);
  }

  /// These options with another timeout per address, or `null` for none.
  ///
  /// @throws IllegalArgumentException if `connectTimeout` is not positive
  public ConnectOptions withConnectTimeout(@Nullable Duration connectTimeout) {
    return new ConnectOptions(settings.with(CONNECT_TIMEOUT, connectTimeout));
  }

  /// Returns whether a failure is an [ExceptionGroup] of the failures of all addresses, instead of
  /// one exception that names them all.
  public boolean allErrors() {
    return settings.get(ALL_ERRORS);
  }

  /// These options, failing with a group of all failures or with one exception.
  public ConnectOptions withAllErrors(boolean allErrors) {
    return new ConnectOptions(settings.with(ALL_ERRORS, allErrors));
  }

  /// Returns whether the system probes an idle connection (`SO_KEEPALIVE`).
  public boolean keepAlive() {
    return settings.get(KEEP_ALIVE);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ConnectOptions withKeepAlive(boolean keepAlive) {
    return new ConnectOptions(settings.with(KEEP_ALIVE, keepAlive));
  }

  /// The longest line of a stream in bytes, see [StreamReader].
  public int limit() {
    return settings.get(LIMIT);
  }

  /// These options with another stream limit, in bytes.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public ConnectOptions withLimit(int limit) {
    return new ConnectOptions(settings.with(LIMIT, limit));
  }

  /// The options of TLS; `null` for plain TCP. Mirrors `ssl`.
  public @Nullable TlsOptions tls() {
    return settings.get(TLS);
  }

  /// These options, secured with TLS, or with `null` not.
  public ConnectOptions withTls(@Nullable TlsOptions tls) {
    return new ConnectOptions(settings.with(TLS, tls));
  }

  /// With TLS, the name to check the server's certificate for; `null` for that of [#tls()], or else
  /// the host. Mirrors `server_hostname`.
  public @Nullable String serverHostname() {
    return settings.get(SERVER_HOSTNAME);
  }

  /// These options with another name of the server, or `null` for the usual one.
  public ConnectOptions withServerHostname(@Nullable String serverHostname) {
    return new ConnectOptions(settings.with(SERVER_HOSTNAME, serverHostname));
  }

  /// With TLS, the limit for the handshake; `null` for that of [#tls()]. Mirrors
  /// `ssl_handshake_timeout`.
  public @Nullable Duration handshakeTimeout() {
    return settings.get(HANDSHAKE_TIMEOUT);
  }

  /// These options with another limit for the TLS handshake, or `null` for that of [#tls()].
  ///
  /// @throws IllegalArgumentException if `handshakeTimeout` is not positive
  public ConnectOptions withHandshakeTimeout(@Nullable Duration handshakeTimeout) {
    return new ConnectOptions(settings.with(HANDSHAKE_TIMEOUT, handshakeTimeout));
  }

  /// With TLS, the limit for closing; `null` for that of [#tls()]. Mirrors `ssl_shutdown_timeout`.
  public @Nullable Duration shutdownTimeout() {
    return settings.get(SHUTDOWN_TIMEOUT);
  }

  /// These options with another limit for closing TLS, or `null` for that of [#tls()].
  ///
  /// @throws IllegalArgumentException if `shutdownTimeout` is not positive
  public ConnectOptions withShutdownTimeout(@Nullable Duration shutdownTimeout) {
    return new ConnectOptions(settings.with(SHUTDOWN_TIMEOUT, shutdownTimeout));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConnectOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "ConnectOptions" + settings;
  }
}
