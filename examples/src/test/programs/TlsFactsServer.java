// Answers every HTTP request with what it knows of the client's TLS; the client must have a
// certificate.
//
//     TlsFactsServer.java CERTIFICATE KEY CLIENTS_CA

import static java.nio.charset.StandardCharsets.US_ASCII;

import jasyncio.*;
import static jasyncio.Asyncio.*;

void answer(StreamReader reader, StreamWriter writer) {
  await(reader.readUntil("\r\n\r\n".getBytes(US_ASCII)));
  String facts =
      "%s %s %s\n"
          .formatted(
              writer.getExtraInfo(ExtraInfo.TLS_VERSION),
              writer.getExtraInfo(ExtraInfo.ALPN_PROTOCOL),
              writer.getExtraInfo(ExtraInfo.PEERCERT).getSubjectX500Principal());
  writer.write("HTTP/1.1 200 OK\r\nContent-Length: " + facts.length() + "\r\n\r\n" + facts);
  writer.close();
}

void main(String... args) {
  var own = TlsCertificate.fromPem(Path.of(args[0]), Path.of(args[1]));
  var tls =
      TlsOptions.serverTrusting(Path.of(args[2]), own).withApplicationProtocols("http/1.1");
  run(() -> {
    var options = ServerOptions.DEFAULTS.withTls(tls);
    var server = await(startServer(this::answer, "127.0.0.1", 0, options));
    var address = (InetSocketAddress) server.sockets().getFirst();
    IO.println("serving on 127.0.0.1:" + address.getPort());
    await(server.serveForever());
  });
}
