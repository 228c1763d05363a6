package jasyncio.cluster.internal;

import jasyncio.EventLoop;
import jasyncio.cluster.Member;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Replica;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A fabric of one member, which is all of the cluster.
public final class LocalFabric implements Fabric {
  private final EventLoop loop;
  private final Member self;
  private final Replica replica = new Replica();
  private @Nullable Sink sink;

  /// The fabric of `self`.
  public LocalFabric(EventLoop loop, Member self) {
    this.loop = loop;
    this.self = self;
  }

  @Override
  public void start(Sink sink) {
    this.sink = sink;
    sink.membersAre(List.of(self));
    sink.leaderChanged(true);
  }

  private void toSink(Consumer<Sink> call) {
    loop.callSoon(() -> call.accept(Objects.requireNonNull(sink, "not started")));
  }

  @Override
  public void send(Member to, byte[] frame) {
    toSink(sink -> sink.received(self, frame));
  }

  @Override
  public void propose(Command command) {
    toSink(sink -> sink.applied(replica.apply(command)));
  }

  @Override
  public List<String> voters() {
    return List.of(self.id());
  }

  @Override
  public void close() {}
}
