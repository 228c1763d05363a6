package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cluster.MemberProgram.Gadget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;

/// What processes see of each other's faults. The engine of the tests' own process is of no
/// account.
@EnabledIfSystemProperty(
    named = "jasyncio.cluster.campaign",
    matches = "true",
    disabledReason = "starts processes: -Djasyncio.cluster.campaign=true")
@DisabledIfSystemProperty(
    named = "jasyncio.engine",
    matches = "portable",
    disabledReason = "the members are processes of their own, with the carrier engine")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class ProcessFaultTest {
  /// One story, as each member costs seconds to start. Leases are short beside the pauses of a
  /// machine that is busy with other things, so that it wants one for itself.
  @Test
  void membersThatStopOrDieLoseWhatTheyHold() throws IOException {
    try (Members members = Members.joined("a", "b", "c")) {
      MemberProcess b = members.get("b");
      MemberProcess c = members.get("c");
      b.askUntil("voters", "a b c");
      assertThat(b.ask("who c")).isEqualTo("member c number 1");
      assertThat(b.ask("gadget c"))
          .startsWith("failed NotAllowedException: class " + Gadget.class.getName());

      aHolderThatWasStoppedKnowsThatItHoldsNothing(b, c);
      whatAMemberHeldGoesToOthersWhenItIsKilled(members.get("a"), b, c);

      members.start("d");
      b.askUntil("voters", "a b d");
      theOthersGoOnWhenTheLeaderIsKilled(members.get("a"), b, members.get("d"));
    }
  }

  private static void aHolderThatWasStoppedKnowsThatItHoldsNothing(
      MemberProcess other, MemberProcess holder) {
    assertThat(holder.ask("lock x")).startsWith("holds");
    other.send("lock x");

    holder.signal("STOP");
    assertThat(other.answer()).startsWith("holds");
    holder.send("token x");
    holder.signal("CONT");

    assertThat(holder.answer())
        .startsWith("failed MajorityLostException: token() on Hold[ClusterLock[x]");
    assertThat(holder.ask("held x")).isEqualTo("false");
    assertThat(other.ask("unlock x")).isEqualTo("unlocked");
    holder.askUntil("locked x", "false");
  }

  private static void whatAMemberHeldGoesToOthersWhenItIsKilled(
      MemberProcess a, MemberProcess b, MemberProcess killed) {
    assertThat(killed.ask("lock y")).startsWith("holds");
    assertThat(b.ask("put q 0 1")).isEqualTo("put");
    assertThat(killed.ask("get q")).isEqualTo("got 0 delivery 1");
    a.askUntil("members", "a b c");
    a.send("sleep c 600000");
    assertThat(killed.answer()).isEqualTo("begins 600000");

    killed.kill();

    assertThat(a.answer())
        .isEqualTo(
            "failed MemberLostException: MemberProgram.sleepFor on member c, which is gone: it had begun");
    assertThat(b.ask("lock y")).startsWith("holds");
    assertThat(a.ask("get q")).isEqualTo("got 0 delivery 2");
    assertThat(a.ask("done q")).isEqualTo("done");
  }

  private static void theOthersGoOnWhenTheLeaderIsKilled(
      MemberProcess leader, MemberProcess b, MemberProcess d) {
    assertThat(leader.ask("leader office")).isEqualTo("leads");
    assertThat(d.ask("current office")).isEqualTo("a");
    b.send("leader office");

    leader.kill(); // the oldest member leads the log, too

    assertThat(b.answer()).isEqualTo("leads");
    assertThat(b.ask("held y")).isEqualTo("true");
    assertThat(d.ask("current office")).isEqualTo("b");
  }

  @Test
  void strangersWithoutTheKeyStayOutside() throws IOException {
    String addresses = Members.addresses(3);
    String key = "key=0123456789abcdef";
    try (Members members = new Members("addresses=" + addresses, "lease=5000")) {
      String[] places = addresses.split(",", -1);
      members.launch("a", key, "listen=" + places[0]);
      members.launch("b", key, "listen=" + places[1]);
      assertThat(members.get("a").answer()).startsWith("joined");
      assertThat(members.get("b").answer()).startsWith("joined");

      MemberProcess stranger = members.launch("c", "key=fedcba9876543210", "listen=" + places[2]);
      for (String address : places) {
        sendRubbish(address);
      }

      assertThat(members.get("a").ask("lock x")).startsWith("holds");
      assertThat(members.get("a").ask("members")).isEqualTo("a b");
      stranger.kill();
    }
  }

  private static void sendRubbish(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(new byte[10_000]);
    } catch (IOException e) {
      // refused, as it should be
    }
  }

  @Test
  void aRollingRestartLosesNoItemAndDoublesNone() throws IOException {
    int items = 200;
    try (Members members = Members.joined("a", "b", "c")) {
      members.get("b").send("put q 0 " + items);
      for (String name : new String[] {"c", "a"}) {
        MemberProcess old = members.get(name);
        old.send("leave");
        old.awaitEnd();
        members.start(name + "2");
        members.get(name + "2").askUntil("voters", name.equals("c") ? "a b c2" : "a2 b c2");
        members.get(name + "2").send("work q");
      }
      assertThat(members.get("b").answer()).isEqualTo("put");
      members.get("b").send("join q");

      TreeSet<Integer> done = new TreeSet<>();
      int times = 0;
      for (String name : new String[] {"c2", "a2"}) {
        for (String answer = members.get(name).answer();
            !answer.equals("worked");
            answer = members.get(name).answer()) {
          done.add(Integer.parseInt(answer.replace("did ", "")));
          times++;
        }
      }
      assertThat(members.get("b").answer()).isEqualTo("all done");
      assertThat(done).hasSize(items);
      assertThat(times).isEqualTo(items);
    }
  }
}
