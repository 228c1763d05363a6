package jasyncio.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hosts on one Linux machine: network namespaces, connected by a bridge, each of which can be cut
/// off. Needs the rights of root.
final class Namespaces implements AutoCloseable {
  private final String prefix = "ja" + ProcessHandle.current().pid() % 10_000;
  private final int number;

  /// @throws IOException if there are no namespaces here, or no rights to make some
  Namespaces(int number) throws IOException {
    this.number = number;
    try {
      sh("ip link add %sbr type bridge && ip link set %sbr up", prefix, prefix);
      for (int host = 1; host <= number; host++) {
        add(host);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void add(int host) throws IOException {
    String space = space(host);
    sh("ip netns add %s", space);
    sh("ip link add %sv type veth peer name %sp", space, space);
    sh("ip link set %sp netns %s", space, space);
    sh("ip link set %sv master %sbr && ip link set %sv up", space, prefix, space);
    sh("ip netns exec %s ip addr add %s/24 dev %sp", space, addressOf(host), space);
    sh("ip netns exec %s ip link set %sp up", space, space);
    sh("ip netns exec %s ip link set lo up", space);
  }

  private String space(int host) {
    return prefix + "n" + host;
  }

  static String addressOf(int host) {
    return "10.77.77." + host;
  }

  /// What runs a program there.
  List<String> prefixOf(int host) {
    return List.of("ip", "netns", "exec", space(host));
  }

  void cut(int host, boolean cut) throws IOException {
    sh("ip link set %sv %s", space(host), cut ? "down" : "up");
  }

  @SuppressWarnings("AnnotateFormatMethod") // seldom called, and never with what others say
  private static void sh(String command, Object... arguments) throws IOException {
    String line = command.formatted(arguments);
    Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(line + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    for (int host = 1; host <= number; host++) {
      sh("ip netns del %s 2>/dev/null || true", space(host));
    }
    sh("ip link del %sbr 2>/dev/null || true", prefix);
  }
}
