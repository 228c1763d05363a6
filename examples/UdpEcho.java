// Sends datagrams back; or, with a message, sends one and prints what comes back.
//
//     ./jasyncio run examples/UdpEcho.java PORT
//     ./jasyncio run examples/UdpEcho.java PORT MESSAGE

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Void> serve(InetSocketAddress address) {
  return Coroutine.of(() -> {
    try (var endpoint = await(openDatagram(address, null))) {
      var local = (InetSocketAddress) endpoint.localAddress();
      IO.println("serving on " + local.getHostString() + ":" + local.getPort());
      for (var datagram : endpoint) {
        await(endpoint.send(datagram.data(), datagram.address()));
      }
    }
  });
}

// A datagram may be lost, on the way there or back: who wants an answer asks again.
Coroutine<String> echo(InetSocketAddress server, String message) {
  return () -> {
    try (var endpoint = await(openDatagram(null, server))) {
      for (int attempt = 1; attempt < 5; attempt++) {
        try {
          await(endpoint.send(message));
          return await(waitFor(endpoint.receive(), millis(500))).text();
        } catch (TimeoutException _) {
          System.err.println("no answer to attempt " + attempt);
        }
      }
      return await(endpoint.receive()).text();
    }
  };
}

void main(String... args) {
  var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
  try {
    if (args.length == 1) {
      run(serve(address));
    } else {
      IO.println(run(timeout(seconds(10), echo(address, args[1]))));
    }
  } catch (KeyboardInterrupt _) {
    IO.println("stopped");
  } catch (UncheckedIOException e) {
    System.err.println(e.getMessage());
    System.exit(1);
  }
}
