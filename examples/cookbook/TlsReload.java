// Serves over TLS and takes a new certificate without a restart: at signal HUP it reads its files
// again. Connections that are open keep theirs, and new ones get the new certificate.
//
//     ./jasyncio run examples/cookbook/TlsReload.java PORT CERTIFICATE KEY

import jasyncio.*;
import static jasyncio.Asyncio.*;

TlsOptions tls;                                      // of the next client

void answer(StreamReader reader, StreamWriter writer) {
  try {
    await(writer.startTls(tls));                     // clients begin with the handshake
    for (var line : reader.frames(Framing.lines())) {
      writer.write("hello " + line + "\n");
      await(writer.drain());
    }
  } catch (UncheckedIOException e) {
    System.err.println(e.getMessage());              // no TLS, or a connection that broke
  } finally {
    writer.close();
  }
}

Coroutine<Void> reload(Path certificate, Path key) {
  return Coroutine.of(() -> {
    try {
      tls = await(toThread(() -> TlsOptions.serverFromPem(certificate, key)));
      IO.println("certificate read");
    } catch (UncheckedIOException | IllegalArgumentException e) {
      IO.println("keeps the old certificate: " + e.getMessage());
    }
  });
}

Coroutine<Void> serve(int port, Path certificate, Path key) {
  return Coroutine.of(() -> {
    tls = TlsOptions.serverFromPem(certificate, key);
    getRunningLoop().addSignalHandler("HUP", () -> createTask(reload(certificate, key)));
    var server = await(startServer(this::answer, "127.0.0.1", port));
    var address = (InetSocketAddress) server.sockets().getFirst();
    IO.println("serving on " + address.getHostString() + ":" + address.getPort());
    await(server.serveForever());
  });
}

void main(String... args) {
  try {
    run(serve(Integer.parseInt(args[0]), Path.of(args[1]), Path.of(args[2])));
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  }
}
