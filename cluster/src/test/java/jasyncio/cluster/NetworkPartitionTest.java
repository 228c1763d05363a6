package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Three members on hosts of their own, whose network is cut and healed.
@EnabledIfSystemProperty(
    named = "jasyncio.cluster.campaign",
    matches = "true",
    disabledReason = "takes long: -Djasyncio.cluster.campaign=true")
class NetworkPartitionTest {
  private static final int PORT = 7800;

  private static Namespaces namespaces() {
    try {
      return new Namespaces(3);
    } catch (IOException e) {
      return abort("no network namespaces here: " + e.getMessage());
    }
  }

  private static MemberProcess start(Namespaces hosts, int host) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      addresses.add(Namespaces.addressOf(i) + ":" + PORT);
    }
    return new MemberProcess(
        "m" + host,
        hosts.prefixOf(host),
        "addresses=" + String.join(",", addresses),
        "key=0123456789abcdef",
        "lease=10000"); // so that a busy machine finds a new leader in half of it
  }

  @Test
  void theMinorityRefusesAndNothingIsGrantedTwice() throws IOException {
    try (Namespaces hosts = namespaces();
        MemberProcess one = start(hosts, 1);
        MemberProcess two = start(hosts, 2);
        MemberProcess three = start(hosts, 3)) {
      List<MemberProcess> members = List.of(one, two, three);
      for (MemberProcess member : members) {
        assertThat(member.answer()).as("%s", member).startsWith("joined");
      }
      members.forEach(member -> member.askUntil("members", "m1 m2 m3"));

      for (int host = 1; host <= 3; host++) {
        MemberProcess cut = members.get(host - 1);
        MemberProcess other = members.get(host % 3);
        String lock = "lock" + host;
        assertThat(cut.ask("lock " + lock)).startsWith("holds");
        cut.send("lost " + lock);
        other.send("lock " + lock);

        hosts.cut(host, true);
        assertThat(cut.answer()).isEqualTo("lost");
        assertThat(other.answer()).startsWith("holds");
        assertThat(cut.ask("held " + lock)).isEqualTo("false");
        assertThat(cut.ask("lock other")).startsWith("failed MajorityLostException");

        hosts.cut(host, false);
        cut.askUntil("locked " + lock, "true");
        assertThat(other.ask("held " + lock)).isEqualTo("true");
        assertThat(other.ask("unlock " + lock)).isEqualTo("unlocked");
        members.forEach(member -> member.askUntil("members", "m1 m2 m3"));
      }
    }
  }
}
