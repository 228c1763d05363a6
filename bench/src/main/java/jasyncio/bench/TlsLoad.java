package jasyncio.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A load on echo servers on 127.0.0.1 over TLS 1.3: `TlsLoad CERTIFICATE CONNECTIONS`. Each line
/// of its input, `PORT SIZE SECONDS`, is a load: one message is outstanding on each connection, and
/// each reply is compared with the message. Then it prints, separated by tabs, the number of
/// replies, the seconds they took, and the median and the 99th percentile of their times in
/// microseconds.
///
/// One process runs all loads, because a JVM's ciphers are slow until they are compiled. It has a
/// thread for each connection; meant for tens of them, and for a core of its own.
public final class TlsLoad {
  private static final byte[] RANDOM = new byte[1 << 20];

  static {
    new Random(1).nextBytes(RANDOM);
  }

  private final SSLContext context;
  private final int port;
  private final int size;
  private volatile long until;

  private TlsLoad(SSLContext context, int port, int size) {
    this.context = context;
    this.port = port;
    this.size = size;
  }

  /// Runs the loads; see the description of the class.
  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected CERTIFICATE CONNECTIONS");
    }
    SSLContext context = trusting(Path.of(args[0]));
    int connections = Integer.parseInt(args[1]);
    for (String line; (line = IO.readln()) != null; ) {
      String[] words = line.split(" ", -1);
      var load = new TlsLoad(context, Integer.parseInt(words[0]), Integer.parseInt(words[1]));
      load.run(connections, Double.parseDouble(words[2]));
    }
  }

  private static SSLContext trusting(Path certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void run(int connections, double seconds) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      sockets.add(connect());
    }
    List<Callable<long[]>> clients = new ArrayList<>();
    for (Socket socket : sockets) {
      clients.add(() -> echoes(socket));
    }
    long began = System.nanoTime();
    until = began + (long) (seconds * 1e9);
    List<long[]> times = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (Future<long[]> client : threads.invokeAll(clients)) {
        times.add(client.get());
      }
    }
    print(
        times.stream().flatMapToLong(Arrays::stream).sorted().toArray(), System.nanoTime() - began);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Socket connect() throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.startHandshake();
    return socket;
  }

  private long[] echoes(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    var in = new DataInputStream(socket.getInputStream());
    var reply = new byte[size];
    var times = new long[1024];
    int count = 0;
    for (int at = 0; System.nanoTime() - until < 0; at = (at + 7919) % (RANDOM.length - size)) {
      long sent = System.nanoTime();
      out.write(RANDOM, at, size);
      in.readFully(reply);
      if (!Arrays.equals(reply, 0, size, RANDOM, at, at + size)) {
        throw new IOException("the reply differs from what was sent");
      }
      times = count < times.length ? times : Arrays.copyOf(times, 2 * count);
      times[count++] = System.nanoTime() - sent;
    }
    return Arrays.copyOf(times, count);
  }

  private static void print(long[] times, long nanos) {
    System.out.printf(
        "%d\t%.4f\t%.0f\t%.0f%n",
        times.length,
        nanos / 1e9,
        times[times.length / 2] / 1e3,
        times[(int) (times.length * 0.99)] / 1e3);
  }
}
