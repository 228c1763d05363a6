package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.examples.Program.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.io.TempDir;

/// The examples of chat, datagrams, Unix sockets and forwarding do what they say, on both engines.
class NetworkExamplesIT {

  /// Somebody in the chat room.
  private static final class Guest implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;

    Guest(int port, String name) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      say(name);
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String hear() throws IOException {
      return reader.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @OnBothEngines
  void theChatServerTellsAllWhatOneSays(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "ChatServer.java", 0)) {
      int port = server.awaitPort();
      try (var ada = new Guest(port, "Ada")) {
        assertThat(ada.hear()).isEqualTo("Your name? Here are: Ada");
        try (var grace = new Guest(port, "Grace")) {
          assertThat(grace.hear()).isEqualTo("Your name? Here are: Ada, Grace");
          assertThat(ada.hear()).isEqualTo("* Grace has come");

          grace.say("Hello!");
          assertThat(ada.hear()).isEqualTo("Grace: Hello!");
          ada.say("Hello yourself.");
          assertThat(grace.hear()).isEqualTo("Ada: Hello yourself.");
        }
        assertThat(ada.hear()).isEqualTo("* Grace has left");

        try (var other = new Guest(port, "Ada")) {
          assertThat(other.hear()).isEqualTo("Your name? That name is taken, or none.");
          assertThat(other.hear()).isNull();
        }
        server.pressCtrlC();
        assertThat(ada.hear()).isNull();
      }
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  @OnBothEngines
  void theGracefulServerFinishesWhatItCanAndNamesWhoWillNotStop(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "GracefulServer.java", 0)) {
      int port = server.awaitPort();
      try (var stubborn = new Guest(port, "stubborn")) {
        server.await("^begins: stubborn$");
        try (var quick = new Guest(port, "quick")) {
          server.await("^begins: quick$");
          server.terminate();

          assertThat(quick.hear()).isEqualTo("done: quick");
        }
        assertThat(stubborn.hear()).isNull();
      }
      assertThat(server.end().output()).endsWith("stopped but for [stubborn]\n");
    }
  }

  @OnBothEngines
  void udpEchoSendsItsMessageBack(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "UdpEcho.java", 0)) {
      int port = server.awaitPort();

      try (var client = Program.jasyncio(engine, "UdpEcho.java", port, "two words")) {
        assertThat(client.end()).isEqualTo(new Ended(0, "two words\n", ""));
      }

      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  @OnBothEngines
  void udpEchoTellsThatNobodyReceives(String engine) throws Exception {
    int port;
    try (var unused = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    try (var client = Program.jasyncio(engine, "UdpEcho.java", port, "anybody?")) {
      var message = "nobody receives at 127.0.0.1:" + port + "\n";
      assertThat(client.end()).isEqualTo(new Ended(1, "", message));
    }
  }

  @OnBothEngines
  void theUnixServerCountsItsVisitorsAndTidiesUp(String engine, @TempDir Path folder)
      throws Exception {
    var path = folder.resolve("socket");
    try (var server = Program.jasyncio(engine, "UnixSocket.java", "serve", path)) {
      server.await("^serving on " + path + "$");

      for (var visitor : new String[] {"Ada", "Grace"}) {
        try (var client = Program.jasyncio(engine, "UnixSocket.java", "visit", path, visitor)) {
          int number = visitor.equals("Ada") ? 1 : 2;
          assertThat(client.end())
              .isEqualTo(new Ended(0, visitor + ", you are number " + number + "\n", ""));
        }
      }

      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
      assertThat(path).doesNotExist();
    }
  }

  @OnBothEngines
  void thePortForwarderPassesEverythingBothWays(String engine) throws Exception {
    var data = new byte[1 << 20];
    new Random(7).nextBytes(data);
    try (var echo = Program.jasyncio(engine, "EchoServer.java", 0);
        var forwarder =
            Program.jasyncio(engine, "PortForwarder.java", 0, "127.0.0.1", echo.awaitPort());
        var client = new Socket(InetAddress.getLoopbackAddress(), forwarder.awaitPort())) {
      var sent = CompletableFuture.runAsync(() -> send(client, data));

      assertThat(client.getInputStream().readAllBytes()).isEqualTo(data);
      sent.join();
      forwarder.pressCtrlC();
      assertThat(forwarder.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  private static void send(Socket socket, byte[] data) {
    try {
      socket.getOutputStream().write(data);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @OnBothEngines
  void thePortForwarderTellsThatItsTargetIsNotThere(String engine) throws Exception {
    int port;
    try (var unused = new java.net.ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    try (var forwarder = Program.jasyncio(engine, "PortForwarder.java", 0, "127.0.0.1", port);
        var client = new Socket(InetAddress.getLoopbackAddress(), forwarder.awaitPort())) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      forwarder.pressCtrlC();
      assertThat(forwarder.end().errors())
          .isEqualTo("cannot connect to 127.0.0.1:" + port + ": Connection refused\n");
    }
  }
}
