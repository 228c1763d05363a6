package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.examples.Program.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The examples, and peers that others wrote, over TCP, UDP and Unix sockets in both directions.
class NetworkInteropIT {

  private static void assume(String program) {
    assumeTrue(Program.exists(program), program + " is not on this machine");
  }

  private static Program python(String kind, Object... address) throws Exception {
    assume("python3");
    var words = new java.util.ArrayList<String>();
    words.addAll(java.util.List.of("python3", "src/test/programs/asyncio_peers.py", kind));
    for (var word : address) {
      words.add(word.toString());
    }
    return Program.of(words.toArray(String[]::new));
  }

  @OnBothEngines
  void talksToPythonsTcpServer(String engine) throws Exception {
    try (var server = python("tcp_server");
        var client = Program.jasyncio(engine, "EchoClient.java", server.awaitPort(), "hello")) {
      assertThat(client.end()).isEqualTo(new Ended(0, "sent      hello\nreceived  hello\n", ""));
    }
  }

  @OnBothEngines
  void echoesToPythonsUdpClient(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "UdpEcho.java", 0);
        var client = python("udp_client", server.awaitPort())) {
      assertThat(client.end()).isEqualTo(new Ended(0, "echoed\n", ""));
    }
  }

  @OnBothEngines
  void talksToPythonsUdpServer(String engine) throws Exception {
    try (var server = python("udp_server");
        var client = Program.jasyncio(engine, "UdpEcho.java", server.awaitPort(), "hello")) {
      assertThat(client.end()).isEqualTo(new Ended(0, "hello\n", ""));
    }
  }

  @OnBothEngines
  void servesPythonsUnixClient(String engine, @TempDir Path folder) throws Exception {
    var path = folder.resolve("socket");
    try (var server = Program.jasyncio(engine, "UnixSocket.java", "serve", path)) {
      server.await("^serving on ");
      try (var client = python("unix_client", path)) {
        assertThat(client.end()).isEqualTo(new Ended(0, "Python, you are number 1\n", ""));
      }
    }
  }

  @OnBothEngines
  void talksToPythonsUnixServer(String engine, @TempDir Path folder) throws Exception {
    var path = folder.resolve("socket");
    try (var server = python("unix_server", path)) {
      server.await("^serving on ");
      try (var client = Program.jasyncio(engine, "UnixSocket.java", "visit", path, "Ada")) {
        assertThat(client.end()).isEqualTo(new Ended(0, "Ada, Python is here\n", ""));
      }
    }
  }

  @OnBothEngines
  void echoesToNetcatOverUdp(String engine) throws Exception {
    assume("nc");
    try (var server = Program.jasyncio(engine, "UdpEcho.java", 0);
        var netcat = Program.of("nc", "-u", "127.0.0.1", server.awaitPort() + "")) {
      say(netcat, "hello\n");
      netcat.await("^hello$");
      say(netcat, "again\n");
      netcat.await("^again$");
    }
  }

  @OnBothEngines
  void servesSocatOverAUnixSocket(String engine, @TempDir Path folder) throws Exception {
    assume("socat");
    var path = folder.resolve("socket");
    try (var server = Program.jasyncio(engine, "UnixSocket.java", "serve", path)) {
      server.await("^serving on ");
      try (var socat = Program.of("socat", "-", "UNIX-CONNECT:" + path)) {
        say(socat, "socat\n");
        socat.await("^socat, you are number 1$");
        assertThat(socat.end().exitCode()).isZero();
      }
    }
  }

  @OnBothEngines
  void echoesToSocatOverUdp(String engine) throws Exception {
    assume("socat");
    try (var server = Program.jasyncio(engine, "UdpEcho.java", 0);
        var socat = Program.of("socat", "-", "UDP:127.0.0.1:" + server.awaitPort())) {
      say(socat, "hello\n");
      socat.await("^hello$");
    }
  }

  private static void say(Program program, String text) throws Exception {
    program.input().write(text.getBytes(StandardCharsets.US_ASCII));
    program.input().flush();
  }
}
