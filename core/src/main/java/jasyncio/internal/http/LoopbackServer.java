package jasyncio.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Locale.ROOT;

import jasyncio.internal.base.DaemonThread;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An HTTP server for one page and its calls: on loopback, under an address with a random token in
/// it. Pages of other origins in the same browser cannot call it.
///
/// A platform thread serves each connection, which carries one request. So the server goes on while
/// event loops are stuck, and the threads that carry virtual ones.
///
/// Connections that send no request, or do not take their answer, cannot keep others out: when
/// there are too many, the oldest of them is closed for a new one.
public final class LoopbackServer implements AutoCloseable {
  /// The time that an exchange may take.
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /// The most connections at a time.
  static final int MOST_CONNECTIONS = 32;

  private static final int TOKEN_BYTES = 24;
  private static final int BACKLOG = 50;

  // the longest time between searches for overdue connections
  private static final int LOOK_MILLIS = 200;

  // the bytes that a client may still send after its answer
  private static final int MOST_UNREAD_BYTES = 64 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final Duration patience;
  private final Site site;
  private final String token = secret(TOKEN_BYTES);
  private final ServerSocket server;
  private final Set<String> hosts;

  // the oldest first
  private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
  private final Thread acceptor;

  /// The pages that are served.
  public interface Site {
    /// Answers `request`, on one of several threads.
    ///
    /// @param path the part after the token and its slash
    HttpResponse answer(HttpRequest request, String path);
  }

  /// Serves `site` from now on.
  ///
  /// @param name of the threads
  /// @param port zero for any
  /// @param patience the time that an exchange may take
  /// @throws IOException if the port is taken
  public LoopbackServer(String name, int port, Duration patience, Site site) throws IOException {
    this.name = name;
    this.patience = patience;
    this.site = site;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = new ServerSocket();
    try {
      server.bind(new InetSocketAddress(loopback, port), BACKLOG);
      server.setSoTimeout(LOOK_MILLIS);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    hosts = hosts(literal(loopback), server.getLocalPort());
    acceptor = start(this::accept);
  }

  /// A random text that may stand in an address.
  public static String secret(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }

  /// The names by which browsers know the server. A name beside these was made to lead here.
  private static Set<String> hosts(String literal, int port) {
    return port == 80
        ? Set.of(literal, "localhost", literal + ":80", "localhost:80")
        : Set.of(literal + ":" + port, "localhost:" + port);
  }

  private Thread start(Runnable work) {
    Thread thread = DaemonThread.unstarted(name, work);
    thread.start();
    return thread;
  }

  /// The address of the page, token and all.
  public URI uri() {
    String host = literal(server.getInetAddress()) + ":" + server.getLocalPort();
    return URI.create("http://" + host + "/" + token + "/");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        take(server.accept());
      } catch (SocketTimeoutException e) {
        // time to look
      } catch (IOException e) {
        pause(); // closed, or short of descriptors
      }
      connections.forEach(Connection::closeIfOverdue);
    }
    connections.forEach(Connection::close);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS / 10);
    } catch (InterruptedException e) {
      // no other thread interrupts this one; if one does, the wait may end
    }
  }

  private void take(Socket socket) throws IOException {
    if (connections.size() >= MOST_CONNECTIONS && !makeRoom()) {
      socket.close();
      return;
    }
    Connection connection = new Connection(socket);
    connections.add(connection);
    var _ = start(connection);
  }

  /// Closes the oldest connection that waits for its client; gives whether there was one.
  private boolean makeRoom() {
    for (Connection connection : connections) {
      if (!connection.answering) {
        connection.close();
        connections.remove(connection);
        return true;
      }
    }
    return false;
  }

  /// Ends the server, and all exchanges.
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // it is closed
    }
    connections.forEach(Connection::close);
    awaitAcceptor();
  }

  /// Until then the system may accept connections, and that depends on no client's patience.
  private void awaitAcceptor() {
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the exchange ends by itself, too
    }
  }

  /// One exchange.
  private final class Connection implements Runnable {
    private final Socket socket;
    private final long began = System.nanoTime();

    // true while an authorized request is answered; written by this connection's thread
    private volatile boolean answering;

    Connection(Socket socket) {
      this.socket = socket;
    }

    void closeIfOverdue() {
      if (System.nanoTime() - began > patience.toNanos()) {
        close();
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // it is closed
      }
    }

    @Override
    public void run() {
      try (socket) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        response(in).writeTo(socket.getOutputStream());
        answering = false;
        socket.shutdownOutput();
        // closed with something unread, the connection would be reset, and the answer lost
        var _ = in.readNBytes(MOST_UNREAD_BYTES);
      } catch (IOException e) {
        // the client has gone, or took too long
      } finally {
        connections.remove(this);
      }
    }

    private HttpResponse response(InputStream in) throws IOException {
      try {
        HttpRequest request = HttpRequest.read(in);
        checkOrigin(request);
        String path = pathAfterToken(request);
        answering = true;
        return site.answer(request, path);
      } catch (HttpException e) {
        return e.response();
      } catch (RuntimeException e) {
        return HttpResponse.text(500, e.toString());
      }
    }
  }

  private void checkOrigin(HttpRequest request) throws HttpException {
    String host = request.header("host");
    if (host == null) {
      throw new HttpException(400, "expected a header Host");
    }
    if (!hosts.contains(host.toLowerCase(ROOT))) {
      throw new HttpException(403, "refused: this is no server for that host name");
    }
    String origin = request.header("origin");
    String site = request.headers().getOrDefault("sec-fetch-site", "none");
    if ((origin != null && !origin.equalsIgnoreCase("http://" + host))
        || !Set.of("none", "same-origin").contains(site)) {
      throw new HttpException(403, "refused: a page of another origin asked");
    }
  }

  private String pathAfterToken(HttpRequest request) throws HttpException {
    String path = request.path().substring(1);
    int slash = path.indexOf('/');
    String given = slash < 0 ? path : path.substring(0, slash);
    if (!MessageDigest.isEqual(given.getBytes(ISO_8859_1), token.getBytes(ISO_8859_1))) {
      throw new HttpException(
          403, "refused: expected the address that was printed, with its token");
    }
    return slash < 0 ? "" : path.substring(slash + 1);
  }
}
