package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;

import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.cluster.internal.Fabric;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Connects several members in one loop: what is sent and proposed takes random times, proposals
/// get lost when the leader changes, and members can be cut off. Stands for a consensus that works.
final class SimulatedLog {
  private final EventLoop loop;
  private final RandomGenerator random;
  private final Map<String, Connection> connections = new LinkedHashMap<>();
  private final List<Command> log = new ArrayList<>();
  private int generation;
  private @Nullable Connection leader;

  SimulatedLog(EventLoop loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
  }

  /// A member that joins.
  Coroutine<Cluster> join(ClusterOptions options) {
    return () -> Cluster.join("simulated", options, (_, self) -> new Connection(self));
  }

  /// Cuts a member off, or connects it again.
  void cut(Cluster cluster, boolean cut) {
    Connection connection = Objects.requireNonNull(connections.get(cluster.self().id()));
    connection.cut = cut;
    if (connection == leader || leader == null || !hasMajority()) {
      changeLeader();
    }
    tellMembers();
    if (!cut) {
      connection.catchUp();
    }
  }

  /// Makes another member lead, or none if there is no majority. Proposals on their way get lost.
  void changeLeader() {
    generation++;
    List<Connection> candidates = new ArrayList<>(connections.values());
    candidates.removeIf(connection -> connection.cut);
    leader = hasMajority() ? candidates.get(random.nextInt(candidates.size())) : null;
    connections.values().forEach(each -> each.sink().leaderChanged(each == leader));
  }

  private boolean hasMajority() {
    long reachable = connections.values().stream().filter(each -> !each.cut).count();
    return reachable * 2 > connections.size();
  }

  private void tellMembers() {
    for (Connection connection : connections.values()) {
      List<Member> seen = new ArrayList<>();
      connections
          .values()
          .forEach(other -> {
            if (other == connection || (!other.cut && !connection.cut)) {
              seen.add(other.self);
            }
          });
      connection.sink().membersAre(seen);
    }
  }

  private Duration delay() {
    return Duration.ofMillis(random.nextInt(1, 10));
  }

  private void append(Command command) {
    log.add(command);
    connections.values().forEach(Connection::catchUp);
  }

  private final class Connection implements Fabric {
    private final Member self;
    private final Replica replica = new Replica();
    private @Nullable Sink sink;
    private int applied;
    private long lastArrival;
    private long lastProposal;
    private boolean cut;
    private boolean closed;

    Connection(Member self) {
      this.self = self;
    }

    Sink sink() {
      return Objects.requireNonNull(sink);
    }

    @Override
    public void start(Sink sink) {
      this.sink = sink;
      connections.put(self.id(), this);
      tellMembers();
      if (leader == null) {
        changeLeader();
      }
      catchUp();
    }

    @Override
    public void send(Member to, byte[] frame) {
      Connection receiver = connections.get(to.id());
      if (receiver != null && !cut && !receiver.cut) {
        receiver.arrive(() -> receiver.sink().received(self, frame));
      }
    }

    /// In order, after a random time.
    private void arrive(Runnable arrival) {
      lastArrival = Math.max(lastArrival + 1, loop.time() + delay().toNanos());
      loop.callAt(
          lastArrival,
          () -> {
            if (!cut && !closed) {
              arrival.run();
            }
          });
    }

    @Override
    public void propose(Command command) {
      int sentIn = generation;
      if (cut || leader == null) {
        return;
      }
      lastProposal = Math.max(lastProposal + 1, loop.time() + delay().toNanos());
      loop.callAt(
          lastProposal,
          () -> {
            if (generation == sentIn && leader != null) {
              append(command);
            }
          });
    }

    private void catchUp() {
      arrive(() -> {
        while (applied < log.size() && !closed) {
          sink().applied(replica.apply(log.get(applied++)));
        }
      });
    }

    @Override
    public List<String> voters() {
      return List.copyOf(connections.keySet());
    }

    @Override
    public void close() {
      await(sleep(Duration.ofMillis(20))); // what was proposed before gets through
      closed = true;
      connections.remove(self.id());
      if (leader == this) {
        changeLeader();
      }
      tellMembers();
    }
  }
}
