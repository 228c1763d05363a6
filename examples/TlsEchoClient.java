// Sends a line over TLS to TlsEchoServer.java and prints what comes back.
//
//     ./jasyncio run examples/TlsEchoClient.java PORT CERTIFICATE [MESSAGE]
//
// CERTIFICATE is a PEM file with that of the server, or of who signed it.

import static java.nio.charset.StandardCharsets.UTF_8;

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<String> echo(int port, Path certificate, String message) {
  return () -> {
    // context = ssl.create_default_context(cafile=certificate)
    // reader, writer = await asyncio.open_connection("localhost", port, ssl=context)
    var tls = TlsOptions.clientTrusting(certificate);
    var options = ConnectOptions.DEFAULTS.withTls(tls);
    try (var server = await(openConnection("localhost", port, options))) {
      IO.println("secured   " + server.writer().getExtraInfo(ExtraInfo.TLS_VERSION));
      server.writer().write(message + "\n");
      return new String(await(server.reader().readLine()), UTF_8).strip();
    }
  };
}

void main(String... args) {
  if (args.length < 2) {
    System.err.println("usage: TlsEchoClient.java PORT CERTIFICATE [MESSAGE]");
    System.exit(2);
  }
  String message = args.length > 2 ? args[2] : "Hello, world!";
  String reply = run(echo(Integer.parseInt(args[0]), Path.of(args[1]), message));
  IO.println("sent      " + message);
  IO.println("received  " + reply);
}
