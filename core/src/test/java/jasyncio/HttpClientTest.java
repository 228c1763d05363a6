package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The JDK's HTTP client, awaited without an adapter.
class HttpClientTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(handlers);
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    handlers.shutdownNow();
    server.stop(0);
  }

  /// Makes the server answer each request with its path, once `ready` allows it.
  private void answerAfter(BlockingStep ready) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            ready.run();
            byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          } catch (InterruptedException e) {
            // the test is over, and the exchange with it
          }
        });
  }

  private CompletableFuture<HttpResponse<String>> send(String path) {
    InetSocketAddress address = server.getAddress();
    URI uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private Coroutine<String> page(String path) {
    return () -> await(send(path)).body();
  }

  @Test
  void awaitGivesTheResponse() {
    answerAfter(() -> {});

    TestLoop.run(() -> {
      HttpResponse<String> response = await(send("/greeting"));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("/greeting");
    });
  }

  @Test
  void requestsOfManyTasksAreUnderWayTogether() {
    CountDownLatch allHere = new CountDownLatch(3);
    answerAfter(() -> {
      allHere.countDown();
      allHere.await();
    });

    TestLoop.run(() ->
        assertThat(await(gather(page("/a"), page("/b"), page("/c"))))
            .containsExactly("/a", "/b", "/c"));
  }

  @Test
  void awaitThrowsWhatTheExchangeFailedWith() {
    server.stop(0);

    TestLoop.run(
        () -> assertThatThrownBy(() -> await(send("/"))).isInstanceOf(ConnectException.class));
  }

  @Test
  void cancellingTheTaskCancelsTheExchange() {
    CompletableFuture<String> request = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    answerAfter(() -> {
      request.complete("arrived");
      never.await();
    });

    TestLoop.run(() -> {
      CompletableFuture<HttpResponse<String>> exchange = send("/");
      var task = createTask(() -> await(exchange).body());
      await(request);
      task.cancel("no longer needed");

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("no longer needed");
      // the client chooses between the two by the progress of the exchange
      assertThatThrownBy(exchange::join)
          .isInstanceOfAny(CancellationException.class, CompletionException.class);
    });
  }

  private interface BlockingStep {
    void run() throws InterruptedException;
  }
}
