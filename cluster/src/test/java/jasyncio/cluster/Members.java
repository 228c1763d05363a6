package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Several processes of one cluster, which end with the test.
final class Members implements AutoCloseable {
  final String cluster = "test-" + UUID.randomUUID();
  private final Map<String, MemberProcess> members = new LinkedHashMap<>();
  private final String[] arguments;

  /// @param arguments for all: see [MemberProgram]
  Members(String... arguments) {
    this.arguments = arguments;
  }

  /// Starts members, one after the other, and waits until each has joined.
  static Members joined(String... names) throws IOException {
    Members members = new Members();
    try {
      members.start(names);
      return members;
    } catch (Throwable t) {
      members.close();
      throw t;
    }
  }

  void start(String... names) throws IOException {
    List<MemberProcess> started = new ArrayList<>();
    for (String name : names) {
      started.add(launch(name));
    }
    started.forEach(member -> assertThat(member.answer()).as("%s", member).startsWith("joined"));
    for (MemberProcess member : started) {
      awaitMembers(member);
    }
  }

  /// Without waiting for it.
  MemberProcess launch(String name, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    all.add("cluster=" + cluster);
    MemberProcess member = new MemberProcess(name, List.of(), all.toArray(String[]::new));
    members.put(name, member);
    return member;
  }

  private void awaitMembers(MemberProcess member) {
    List<String> names = new ArrayList<>();
    members.forEach((name, process) -> {
      if (process.isAlive()) {
        names.add(name);
      }
    });
    names.sort(null);
    member.askUntil("members", String.join(" ", names));
  }

  MemberProcess get(String name) {
    return members.get(name);
  }

  /// So many free ports of this machine, which might be taken by others in the meantime.
  static String addresses(int number) throws IOException {
    List<ServerSocket> probes = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    try {
      for (int i = 0; i < number; i++) {
        ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        probes.add(probe);
        addresses.add("127.0.0.1:" + probe.getLocalPort());
      }
    } finally {
      for (ServerSocket probe : probes) {
        probe.close();
      }
    }
    return String.join(",", addresses);
  }

  @Override
  public void close() {
    members.values().forEach(MemberProcess::close);
    members.values().forEach(MemberProcess::awaitEnd);
  }
}
