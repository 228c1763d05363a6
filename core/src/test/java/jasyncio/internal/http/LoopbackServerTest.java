package jasyncio.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The answers of a server on loopback, and the requests it refuses.
@Timeout(60)
class LoopbackServerTest {
  private LoopbackServer server = serving(LoopbackServer.PATIENCE);

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static LoopbackServer serving(Duration patience) {
    try {
      return new LoopbackServer(
          "loopback test",
          0,
          patience,
          (request, path) -> HttpResponse.text(200, "path " + path + " " + request.query()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private URI uri() {
    return server.uri();
  }

  private static void assertStatus(int status, String response) {
    assertThat(response).startsWith("HTTP/1.1 " + status + " ");
  }

  private String get(String headers) throws IOException {
    return RawHttp.ask(uri(), "GET", "state", headers);
  }

  private String getWithHost(String host) throws IOException {
    return RawHttp.send(uri(), "GET " + uri().getPath() + " HTTP/1.1\nHost: " + host + "\n\n");
  }

  @Test
  void answersARequestWithTheSecretAddress() throws Exception {
    assertThat(RawHttp.ask(uri(), "GET", "state?a=1&b=2", ""))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("path state {", "a=1", "b=2");
  }

  @Test
  void listensOnLoopbackOnly() {
    assertThat(InetAddress.ofLiteral(uri().getHost()).isLoopbackAddress()).isTrue();
  }

  @Test
  void hasATokenOfItsOwn() {
    try (var other = serving(LoopbackServer.PATIENCE)) {
      assertThat(uri().getPath()).hasSizeGreaterThan(32).isNotEqualTo(other.uri().getPath());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/state", "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", "//", "/?token="})
  void refusesAnyOtherToken(String path) throws Exception {
    var request = "GET " + path + " HTTP/1.1\nHost: " + uri().getAuthority() + "\n\n";

    assertStatus(403, RawHttp.send(uri(), request));
  }

  @Test
  void isLocalhostToo() throws Exception {
    assertStatus(200, getWithHost("LOCALHOST:" + uri().getPort()));
  }

  /// A name that an attacker resolves to loopback has the origin of the attacker's page.
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost", "localhost.evil.example:%d", "127.0.0.1:1"})
  void refusesOtherHostNames(String host) throws Exception {
    assertStatus(403, getWithHost(host.formatted(uri().getPort())));
  }

  @Test
  void wantsAHostName() throws Exception {
    assertStatus(400, RawHttp.send(uri(), "GET " + uri().getPath() + " HTTP/1.1\n\n"));
    assertStatus(400, get("Host: " + uri().getAuthority() + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://localhost:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void refusesPagesOfOtherOrigins(String header) throws Exception {
    assertStatus(403, get(header + "\n"));
  }

  @Test
  void answersItsOwnPage() throws Exception {
    var origin = "Origin: http://" + uri().getAuthority() + "\nSec-Fetch-Site: same-origin\n";

    assertStatus(200, get(origin));
  }

  @Test
  void forbidsOtherPagesToReadKeepOrFrameIt() throws Exception {
    assertThat(get(""))
        .contains(
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: DENY",
            "Cross-Origin-Resource-Policy: same-origin",
            "Content-Security-Policy: default-src 'none'")
        .doesNotContain("Access-Control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\n\n",
        "GET /\n\n",
        "GET http://localhost/ HTTP/1.1\n\n",
        "G T / HTTP/1.1\n\n",
        "GET / HTTP/1.1\nno header\n\n",
        "GET / HTTP/1.1\nHost : localhost\n\n",
        "GET / HTTP/1.1\nA: b\n folded\n\n",
        "GET / HTTP/1.1\nA: \0\n\n",
        "POST / HTTP/1.1\nContent-Length: 1\n\nx",
        "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n\n"
      })
  void saysWhatIsWrongWithARequest(String request) throws Exception {
    assertThat(RawHttp.send(uri(), request))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsAnyOf("expected ", "there is a control character");
  }

  @Test
  void wantsLinesToEndProperly() throws Exception {
    try (var socket = new Socket(uri().getHost(), uri().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\nHost: localhost\n\n".getBytes(UTF_8));
      assertStatus(400, new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
  }

  @Test
  void knowsOneVersionOfHttp() throws Exception {
    assertStatus(505, RawHttp.send(uri(), "GET / HTTP/2.0\n\n"));
  }

  @Test
  void takesNoLongRequests() throws Exception {
    assertStatus(414, RawHttp.send(uri(), "GET /" + "a".repeat(3_000) + " HTTP/1.1\n\n"));
    assertStatus(431, get("A: " + "a".repeat(40_000) + "\n"));
    var many = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      many.append("A").append(i).append(": a\n");
    }
    assertStatus(431, get(many.toString()));
  }

  @Test
  void waitsForNoClientForEver() throws Exception {
    server.close();
    server = serving(Duration.ofMillis(50));
    try (var slow = new Socket(uri().getHost(), uri().getPort())) {
      slow.getOutputStream().write("GET / HT".getBytes(UTF_8));

      assertThat(slow.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void servesWhileOtherClientsSleep() throws Exception {
    List<Socket> sleepers = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        sleepers.add(new Socket(uri().getHost(), uri().getPort()));
      }
      assertStatus(200, get(""));
    } finally {
      for (Socket sleeper : sleepers) {
        sleeper.close();
      }
    }
  }

  @Test
  void answersInSpiteOfManySilentClients() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        silent.add(new Socket(uri().getHost(), uri().getPort()));
      }

      assertStatus(200, get(""));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void answersInSpiteOfManyClientsWithoutTheToken() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    byte[] request = "GET /wrong/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8);
    try {
      for (int i = 0; i < 200; i++) {
        Socket stranger = new Socket(uri().getHost(), uri().getPort());
        strangers.add(stranger);
        stranger.getOutputStream().write(request);
      }

      assertStatus(200, get(""));
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }

  @Test
  void finishesAnAnswerThoughManyConnect() throws Exception {
    List<Socket> silent = new ArrayList<>();
    server.close();
    server =
        new LoopbackServer(
            "loopback test",
            0,
            LoopbackServer.PATIENCE,
            (_, _) -> {
              try {
                for (int i = 0; i < 2 * LoopbackServer.MOST_CONNECTIONS; i++) {
                  silent.add(new Socket(uri().getHost(), uri().getPort()));
                }
                silent.getFirst().getInputStream().readAllBytes(); // it has made room
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              return HttpResponse.text(200, "finished");
            });

    assertThat(get("")).contains("finished");
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void survivesClientsThatGo() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (var client = new Socket(uri().getHost(), uri().getPort())) {
        client.setSoLinger(true, 0);
        client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(UTF_8));
      }
    }
    String response;
    do {
      response = get(""); // refused while there are too many
    } while (response.isEmpty());
    assertStatus(200, response);
  }

  @Test
  void endsOpenExchangesAndItsThreadsWhenClosed() throws Exception {
    try (var open = new Socket(uri().getHost(), uri().getPort())) {
      get("");
      server.close();

      assertThat(open.getInputStream().readAllBytes()).isEmpty();
    }
    assertThatThrownBy(() -> get("")).isInstanceOf(ConnectException.class);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("loopback test"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void saysWhenThePortIsTaken() {
    assertThatThrownBy(() ->
            new LoopbackServer(
                "loopback test",
                uri().getPort(),
                LoopbackServer.PATIENCE,
                (_, _) -> HttpResponse.json("")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void answersAFailureWithItsText() throws Exception {
    server.close();
    server =
        new LoopbackServer(
            "loopback test",
            0,
            LoopbackServer.PATIENCE,
            (_, _) -> {
              throw new IllegalStateException("no page");
            });

    assertThat(get("")).startsWith("HTTP/1.1 500 ").contains("no page");
  }

  @Test
  void answersSeveralAtOnce() throws Exception {
    var bothAreHere = new CountDownLatch(2);
    server.close();
    server =
        new LoopbackServer(
            "loopback test",
            0,
            LoopbackServer.PATIENCE,
            (_, _) -> {
              bothAreHere.countDown();
              try {
                bothAreHere.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return HttpResponse.text(200, "both");
            });
    var other =
        new Thread(() -> {
          try {
            get("");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    other.start();

    assertThat(get("")).contains("both");
    other.join();
  }
}
