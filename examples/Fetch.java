// Fetches a page and speaks HTTP/1.0 itself, line by line: the page goes to standard output, what
// the server says about it to standard error.
//
//     ./jasyncio run examples/Fetch.java http://example.com/

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<byte[]> fetch(URI url) {                          // async def fetch(url):
  return () -> {
    int port = url.getPort() < 0 ? 80 : url.getPort();
    try (var server = await(openConnection(url.getHost(), port))) {
      server.writer().write(request(url));                  //     writer.write(request(url))
      var reader = server.reader();
      String line;
      do {
        line = new String(await(reader.readLine()), ISO_8859_1).strip();
        System.err.println(line);                           //     line = await reader.readline()
      } while (!line.isEmpty());
      return await(reader.read());                          //     return await reader.read()
    }
  };
}

String request(URI url) {
  String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
  String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
  return "GET %s%s HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(path, query, url.getRawAuthority());
}

void main(String... args) {
  if (args.length != 1 || !args[0].startsWith("http://")) {
    System.err.println("usage: Fetch.java http://HOST[:PORT]/PATH");
    System.exit(2);
  }
  byte[] page = run(timeout(seconds(10), fetch(URI.create(args[0]))));
  System.out.writeBytes(page);
  System.out.flush();
}
