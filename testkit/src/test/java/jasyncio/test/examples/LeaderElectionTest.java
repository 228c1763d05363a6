package jasyncio.test.examples;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.openDatagram;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.DatagramEndpoint;
import jasyncio.TimeoutException;
import jasyncio.test.AsyncTest;
import jasyncio.test.Host;
import jasyncio.test.Network;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

class LeaderElectionTest {
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  /// One of three nodes that elect a leader: a node that hears from no leader for some time stands
  /// for a new term, and leads if two of three vote for it. Each node has one vote in a term.
  static final class Node {
    private static final int PORT = 7000;
    private static final Duration HEARTBEAT = Duration.ofMillis(50);

    private final Host host;
    private final List<Host> hosts;
    private final RandomGenerator random;

    // kept on disk
    private long term;
    private @Nullable String votedFor;

    private int votes;
    private boolean leads;
    private long deadline;

    Node(Host host, List<Host> hosts, RandomGenerator random) {
      this.host = host;
      this.hosts = hosts;
      this.random = random;
    }

    void run() {
      leads = false;
      waitForLeader();
      try (var socket = await(openDatagram(new InetSocketAddress(PORT), null))) {
        while (true) {
          try {
            long left = Math.max(0, deadline - getRunningLoop().time());
            hear(await(waitFor(socket.receive(), Duration.ofNanos(left))).text(), socket);
          } catch (TimeoutException e) {
            speak(socket);
          }
        }
      }
    }

    private void speak(DatagramEndpoint socket) {
      if (leads) {
        deadline = getRunningLoop().time() + HEARTBEAT.toNanos();
        sendAll("lead", socket);
      } else {
        term++;
        votedFor = host.name();
        votes = 1;
        waitForLeader();
        sendAll("stand", socket);
      }
    }

    private void hear(String message, DatagramEndpoint socket) {
      String[] words = message.split(" ", -1);
      String sender = words[1];
      learn(Long.parseLong(words[2]));
      if (Long.parseLong(words[2]) < term) {
        return;
      }
      switch (words[0]) {
        case "lead" -> waitForLeader();
        case "stand" -> {
          if (votedFor == null || votedFor.equals(sender)) {
            votedFor = sender;
            waitForLeader();
            send("vote", socket, sender);
          }
        }
        case "vote" -> {
          if (++votes == 2) {
            leads = true;
            speak(socket);
          }
        }
        default -> throw new IllegalArgumentException(message);
      }
    }

    private void learn(long newTerm) {
      if (newTerm > term) {
        term = newTerm;
        votedFor = null;
        leads = false;
        waitForLeader();
      }
    }

    private void waitForLeader() {
      Duration patience = Duration.ofMillis(150 + random.nextInt(150));
      deadline = getRunningLoop().time() + patience.toNanos();
    }

    private void sendAll(String word, DatagramEndpoint socket) {
      hosts.stream().filter(h -> h != host).forEach(h -> send(word, socket, h.name()));
    }

    private void send(String word, DatagramEndpoint socket, String to) {
      byte[] message = (word + " " + host.name() + " " + term).getBytes(StandardCharsets.UTF_8);
      Host receiver = hosts.stream().filter(h -> h.name().equals(to)).findFirst().orElseThrow();
      await(socket.send(message, new InetSocketAddress(receiver.address(), PORT)));
    }
  }

  @AsyncTest(seeds = 50)
  void thereIsOneLeaderATerm(Network network, RandomGenerator random) {
    List<Host> hosts = Stream.of("a", "b", "c").map(network::host).toList();
    List<Node> nodes = hosts.stream().map(host -> new Node(host, hosts, random)).toList();
    nodes.forEach(node -> node.host.start(node::run));

    await(sleep(A_WHILE));
    Node first = onlyLeader(nodes);

    network.partition(first.host);
    await(sleep(A_WHILE));
    assertThat(leadersByTerm(nodes)).hasSize(2); // the old one has not heard of the new one

    network.heal();
    await(sleep(A_WHILE));
    Node second = onlyLeader(nodes);
    assertThat(second.term).isGreaterThan(1);

    second.host.crash();
    await(sleep(A_WHILE));
    second.host.restart();
    await(sleep(A_WHILE));
    assertThat(onlyLeader(nodes)).isNotSameAs(second);

    hosts.forEach(Host::crash);
  }

  private static Node onlyLeader(List<Node> nodes) {
    Map<Long, Node> leaders = leadersByTerm(nodes);
    assertThat(leaders).hasSize(1);
    return leaders.values().iterator().next();
  }

  private static Map<Long, Node> leadersByTerm(List<Node> nodes) {
    Map<Long, Node> leaders = new TreeMap<>();
    for (Node node : nodes) {
      if (node.leads) {
        assertThat(leaders.put(node.term, node)).as("two leaders of one term").isNull();
      }
    }
    return leaders;
  }
}
