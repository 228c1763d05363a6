package jasyncio.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/// Raw requests, which a proper client would refuse to send.
public final class RawHttp {
  private RawHttp() {}

  /// Sends `request`, in which `\n` stands for the end of a line.
  ///
  /// @return the response, head and all; empty if the connection was closed without one
  public static String send(URI server, String request) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /// Asks for `path` below `page`.
  ///
  /// @param headers more of them, each with its `\n`
  public static String ask(URI page, String method, String path, String headers)
      throws IOException {
    var head = method + " " + page.getPath() + path + " HTTP/1.1\nHost: " + page.getAuthority();
    return send(page, head + "\n" + headers + "\n");
  }
}
