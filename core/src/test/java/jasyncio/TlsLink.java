package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;

/// Both ends of a TLS connection over a wire in memory, each with a protocol that records its
/// callbacks.
///
/// The handshake runs on the loop alone, so that it can be done in virtual time.
record TlsLink(
    Wire wire,
    Transport client,
    RecordingProtocol clientProtocol,
    Transport server,
    RecordingProtocol serverProtocol) {

  static TlsLink open() {
    return open(TestCertificate.client(), TestCertificate.server());
  }

  /// A link with version `version` of TLS.
  static TlsLink open(String version) {
    return open(TestCertificate.client().withVersions(version), TestCertificate.server());
  }

  static TlsLink open(TlsOptions client, TlsOptions server) {
    return open(new Wire(), client, server);
  }

  static TlsLink open(Wire wire, TlsOptions client, TlsOptions server) {
    return over(
        wire,
        client,
        server,
        wire.left,
        wire.right,
        new RecordingProtocol(),
        new RecordingProtocol());
  }

  /// TLS within this TLS.
  TlsLink nested(TlsOptions clientOptions, TlsOptions serverOptions) {
    return over(wire, clientOptions, serverOptions, client, server, clientProtocol, serverProtocol);
  }

  private static TlsLink over(
      Wire wire,
      TlsOptions clientOptions,
      TlsOptions serverOptions,
      Transport left,
      Transport right,
      RecordingProtocol clientProtocol,
      RecordingProtocol serverProtocol) {
    clientProtocol.connectionMade(left);
    serverProtocol.connectionMade(right);
    Task<Transport> server = createTask(start(right, serverProtocol, serverOptions));
    Transport client = await(start(left, clientProtocol, clientOptions));
    return new TlsLink(wire, client, clientProtocol, await(server), serverProtocol);
  }

  /// Makes `transport` secure.
  static Coroutine<Transport> start(
      Transport transport, BaseProtocol protocol, TlsOptions options) {
    boolean nameless = !options.server() && options.serverHostname() == null;
    TlsOptions named = nameless ? options.withServerHostname("localhost") : options;
    return getRunningLoop().startTls(transport, protocol, named.withTaskExecutor(Runnable::run));
  }
}
