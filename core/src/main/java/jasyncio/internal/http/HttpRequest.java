package jasyncio.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Locale.ROOT;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request without a body, as in RFC 9112. Nothing is forgiven that the RFC lets a server
/// forgive.
///
/// @param path from its first slash to the query
/// @param query its parameters, as they were sent
/// @param headers by names in small letters
public record HttpRequest(
    String method, String path, Map<String, String> query, Map<String, String> headers) {
  private static final int LONGEST_LINE = 2 * 1024;

  // a browser sends the cookies of every server that it met on this host, at any port
  private static final int LONGEST_HEADERS = 32 * 1024;
  private static final int MOST_HEADERS = 100;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /// Copies the maps.
  public HttpRequest {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /// Reads a request from `in`, which should have a buffer.
  ///
  /// @throws HttpException if that is no request, or too long
  static HttpRequest read(InputStream in) throws IOException, HttpException {
    String[] words = line(in, LONGEST_LINE, 414, "the request line is too long").split(" ", -1);
    if (words.length != 3 || !words[0].matches(TOKEN) || !words[1].startsWith("/")) {
      throw new HttpException(400, "expected a request line such as GET / HTTP/1.1");
    }
    if (!words[2].matches("HTTP/1[.][01]")) {
      throw new HttpException(505, "expected HTTP/1.1");
    }
    Map<String, String> headers = headers(in);
    if (headers.containsKey("transfer-encoding")
        || !headers.getOrDefault("content-length", "0").equals("0")) {
      throw new HttpException(400, "expected a request without a body");
    }
    int question = words[1].indexOf('?');
    return question < 0
        ? new HttpRequest(words[0], words[1], Map.of(), headers)
        : new HttpRequest(
            words[0],
            words[1].substring(0, question),
            query(words[1].substring(question + 1)),
            headers);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String each : text.split("&", -1)) {
      int equals = each.indexOf('=');
      query.put(equals < 0 ? each : each.substring(0, equals), each.substring(equals + 1));
    }
    return query;
  }

  private static Map<String, String> headers(InputStream in) throws IOException, HttpException {
    Map<String, String> headers = new HashMap<>();
    int left = LONGEST_HEADERS;
    while (true) {
      String line = line(in, left, 431, "the headers are too long");
      if (line.isEmpty()) {
        return headers;
      }
      left -= line.length();
      if (headers.size() == MOST_HEADERS) {
        throw new HttpException(431, "there are more than " + MOST_HEADERS + " headers");
      }
      add(headers, line);
    }
  }

  private static void add(Map<String, String> headers, String line) throws HttpException {
    int colon = line.indexOf(':');
    if (colon < 0 || !line.substring(0, colon).matches(TOKEN)) {
      throw new HttpException(400, "expected a header such as Host: localhost");
    }
    String name = line.substring(0, colon).toLowerCase(ROOT);
    if (headers.put(name, line.substring(colon + 1).strip()) != null && isSingle(name)) {
      throw new HttpException(400, "there are two headers " + name);
    }
  }

  /// Tells whether a header must not be sent twice, for that would be a way past a check.
  private static boolean isSingle(String name) {
    return switch (name) {
      case "host", "origin", "sec-fetch-site", "content-length", "transfer-encoding" -> true;
      default -> false;
    };
  }

  private static String line(InputStream in, int longest, int status, String complaint)
      throws IOException, HttpException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next; (next = in.read()) != '\r'; line.write(next)) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() == longest) {
        throw new HttpException(status, complaint);
      }
      if (next < ' ' && next != '\t') {
        throw new HttpException(400, "there is a control character in the request");
      }
    }
    if (in.read() != '\n') {
      throw new HttpException(400, "expected lines that end with CR and LF");
    }
    return line.toString(ISO_8859_1);
  }
}
