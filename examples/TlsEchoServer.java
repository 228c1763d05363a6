// Sends back what it gets, over TLS, to any number of clients at once, until Ctrl-C.
//
//     ./jasyncio run examples/TlsEchoServer.java PORT CERTIFICATE KEY
//
// With PORT 0 the system picks a free one. A certificate for this machine, and its key:
//
//     openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=localhost \
//         -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out cert.pem -keyout key.pem
//
// To talk with it: TlsEchoClient.java, or
//
//     openssl s_client -connect localhost:8443 -CAfile cert.pem

import jasyncio.*;
import static jasyncio.Asyncio.*;

void echo(StreamReader reader, StreamWriter writer) {
  byte[] data;
  while ((data = await(reader.read(65536))).length > 0) {
    writer.write(data);
    await(writer.drain());
  }
  writer.close();
}

Coroutine<Void> serve(int port, TlsOptions tls) {
  return Coroutine.of(() -> {
    var options = ServerOptions.DEFAULTS.withTls(tls);
    var server = await(startServer(this::echo, "127.0.0.1", port, options));
    IO.println("serving on " + address(server));
    await(server.serveForever());
  });
}

String address(Server server) {
  var socket = (InetSocketAddress) server.sockets().getFirst();
  return socket.getHostString() + ":" + socket.getPort();
}

void main(String... args) {
  if (args.length != 3) {
    System.err.println("usage: TlsEchoServer.java PORT CERTIFICATE KEY");
    System.exit(2);
  }
  var tls = TlsOptions.serverFromPem(Path.of(args[1]), Path.of(args[2]));
  try {
    run(serve(Integer.parseInt(args[0]), tls));
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
