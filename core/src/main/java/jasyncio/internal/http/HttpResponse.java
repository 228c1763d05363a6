package jasyncio.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answer of an HTTP server. Browsers keep no copy of it, and let no page of another origin
/// read it, frame it or learn its address.
///
/// @param status as in RFC 9110
/// @param type of the body
/// @param headers those beside the usual ones
public record HttpResponse(int status, String type, String body, Map<String, String> headers) {
  private static final String FIXED_HEADERS =
      """
      Connection: close
      Cache-Control: no-store
      Referrer-Policy: no-referrer
      X-Content-Type-Options: nosniff
      X-Frame-Options: DENY
      Cross-Origin-Opener-Policy: same-origin
      Cross-Origin-Resource-Policy: same-origin
      """
          .replace("\n", "\r\n");

  /// The policy of a page for which no other is given.
  private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

  /// Copies the headers.
  public HttpResponse {
    headers = Map.copyOf(headers);
  }

  /// A response with a sentence.
  public static HttpResponse text(int status, String text) {
    return new HttpResponse(status, "text/plain", text + "\n", Map.of());
  }

  /// A response with JSON.
  public static HttpResponse json(String json) {
    return new HttpResponse(200, "application/json", json, Map.of());
  }

  /// A page whose scripts and styles carry `nonce`, and which talks to its own server only.
  public static HttpResponse page(String html, String nonce) {
    String policy =
        POLICY
            + "; script-src 'nonce-%1$s'; style-src 'nonce-%1$s'".formatted(nonce)
            + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";
    return new HttpResponse(200, "text/html", html, Map.of("Content-Security-Policy", policy));
  }

  /// The same with one header more.
  public HttpResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpResponse(status, type, body, more);
  }

  void writeTo(OutputStream out) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
    head.append("Content-Type: ").append(type).append("; charset=utf-8\r\n");
    head.append("Content-Length: ").append(bytes.length).append("\r\n");
    head.append(FIXED_HEADERS);
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (!headers.containsKey("Content-Security-Policy")) {
      head.append("Content-Security-Policy: ").append(POLICY).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    out.write(bytes);
    out.flush();
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 202 -> "Accepted";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 414 -> "URI Too Long";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "Internal Server Error";
    };
  }
}
