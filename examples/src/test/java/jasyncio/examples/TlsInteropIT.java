package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.examples.Program.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS with peers that others wrote. OpenSSL is one of them, and makes the certificates.
class TlsInteropIT {
  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    assumeTrue(Program.exists("openssl"), "openssl is not on this machine");
    // the command that the example tells
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=localhost"
            + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out cert.pem -keyout key.pem");
    openssl("ecparam -name prime256v1 -genkey -out ada.key");
    openssl("req -x509 -key ada.key -days 36500 -subj /CN=ada -out ada.pem");
  }

  private static void openssl(String words) throws Exception {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Program echoServer(String engine) throws Exception {
    return Program.jasyncio(engine, "TlsEchoServer.java", 0, file("cert.pem"), file("key.pem"));
  }

  private static Program factsServer(String engine) throws Exception {
    return Program.jasyncio(
        engine,
        "src/test/programs/TlsFactsServer.java",
        file("cert.pem"),
        file("key.pem"),
        file("ada.pem"));
  }

  @OnBothEngines
  void echoClientGetsItsMessageBack(String engine) throws Exception {
    try (var server = echoServer(engine)) {
      int port = server.awaitPort();
      try (var client =
          Program.jasyncio(engine, "TlsEchoClient.java", port, file("cert.pem"), "two words")) {
        assertThat(client.end())
            .isEqualTo(
                new Ended(
                    0,
                    """
                    secured   TLSv1.3
                    sent      two words
                    received  two words
                    """,
                    ""));
      }

      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  @OnBothEngines
  void echoesToOpenSsl(String engine) throws Exception {
    try (var server = echoServer(engine)) {
      int port = server.awaitPort();
      for (var version : List.of("-tls1_2", "-tls1_3")) {
        try (var client = openSslClient(port, version)) {
          client.input().write("some words\n".getBytes(StandardCharsets.US_ASCII));
          client.input().flush();
          client.await("^some words$");
          client.input().close();
          assertThat(client.end().exitCode()).isZero();
        }
      }
      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  private static Program openSslClient(int port, String... words) throws Exception {
    var fixed =
        Stream.of(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + port,
            "-CAfile",
            file("cert.pem"),
            "-verify_return_error",
            "-quiet",
            "-no_ign_eof");
    return Program.of(Stream.concat(fixed, Stream.of(words)).toArray(String[]::new));
  }

  @OnBothEngines
  void asksOpenSslForACertificateAndAProtocol(String engine) throws Exception {
    try (var server = factsServer(engine)) {
      int port = server.awaitPort();
      for (var version : List.of("1_2", "1_3")) {
        try (var client =
            openSslClient(
                port,
                "-tls" + version,
                "-alpn",
                "h2,http/1.1",
                "-cert",
                file("ada.pem"),
                "-key",
                file("ada.key"))) {
          client.input().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          client.input().flush();
          client.await("^HTTP/1.1 200 OK");
          client.await("^Content-Length");
          client.await("^$");
          client.await("^TLSv" + version.replace('_', '.') + " http/1.1 CN=ada$");
        }
      }
      try (var nobody = openSslClient(port, "-tls1_2")) {
        assertThat(nobody.end().exitCode()).isNotZero();
      }
    }
  }

  @OnBothEngines
  void answersCurl(String engine) throws Exception {
    assumeTrue(Program.exists("curl"), "curl is not on this machine");
    try (var server = factsServer(engine)) {
      var url = "https://localhost:" + server.awaitPort() + "/";
      try (var curl =
          Program.of(
              "curl",
              "--silent",
              "--show-error",
              "--http1.1",
              "--cacert",
              file("cert.pem"),
              "--cert",
              file("ada.pem"),
              "--key",
              file("ada.key"),
              url)) {
        assertThat(curl.end()).isEqualTo(new Ended(0, "TLSv1.3 http/1.1 CN=ada\n", ""));
      }
    }
  }

  @OnBothEngines
  void talksToAServerOfOpenSsl(String engine) throws Exception {
    for (var version : List.of("1_2", "1_3")) {
      try (var server =
          Program.of(
              "openssl",
              "s_server",
              "-accept",
              "127.0.0.1:0",
              "-rev",
              "-naccept",
              "1",
              "-tls" + version,
              "-cert",
              file("cert.pem"),
              "-key",
              file("key.pem"))) {
        var port = awaitAccepting(server);
        try (var client =
            Program.jasyncio(engine, "TlsEchoClient.java", port, file("cert.pem"), "abc")) {
          assertThat(client.end())
              .isEqualTo(
                  new Ended(
                      0,
                      "secured   TLSv%s\nsent      abc\nreceived  cba\n"
                          .formatted(version.replace('_', '.')),
                      ""));
        }
      }
    }
  }

  private static String awaitAccepting(Program server) throws Exception {
    while (true) {
      var line = server.await("^(?:ACCEPT .*:(\\d+)|.*)$");
      if (line.group(1) != null) {
        return line.group(1);
      }
    }
  }

  @OnBothEngines
  void echoesToPython(String engine) throws Exception {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
    try (var server = echoServer(engine)) {
      try (var client =
          Program.of(
              "python3",
              "src/test/programs/tls_echo_client.py",
              Integer.toString(server.awaitPort()),
              file("cert.pem"))) {
        assertThat(client.end()).isEqualTo(new Ended(0, "echoed 332870 bytes\n", ""));
      }
      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
    }
  }

  @OnBothEngines
  void closesCleanlyTowardsPython(String engine) throws Exception {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
    try (var server =
        Program.of(
            "python3", "src/test/programs/tls_echo_server.py", file("cert.pem"), file("key.pem"))) {
      int port = server.awaitPort();
      try (var client =
          Program.jasyncio(engine, "TlsEchoClient.java", port, file("cert.pem"), "hello")) {
        assertThat(client.end().output()).endsWith("received  hello\n");
      }
      assertThat(server.end()).isEqualTo(new Ended(0, "closed cleanly\n", ""));
    }
  }

  @Test
  void carriesAGibibyte() throws Exception {
    try (var program =
        Program.jasyncio(
            "auto", "src/test/programs/TlsGibibyte.java", file("cert.pem"), file("key.pem"))) {
      var sent = program.await("^sent      1073741824 bytes, checksum (\\w+)$").group(1);
      program.await("^received  1073741824 bytes, checksum " + sent + "$");
      assertThat(program.end().exitCode()).isZero();
    }
  }

  @Test
  void theExamplesSayHowTheyAreUsed() throws Exception {
    for (var usage :
        List.of("Server.java PORT CERTIFICATE KEY", "Client.java PORT CERTIFICATE [MESSAGE]")) {
      var file = "TlsEcho" + usage.split(" ", -1)[0];
      try (var program = Program.jasyncio("auto", file)) {
        assertThat(program.end()).isEqualTo(new Ended(2, "", "usage: TlsEcho" + usage + "\n"));
      }
    }
  }
}
