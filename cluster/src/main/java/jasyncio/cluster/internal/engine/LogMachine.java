package jasyncio.cluster.internal.engine;

import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Effect;
import jasyncio.cluster.internal.state.Replica;
import jasyncio.cluster.internal.wire.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jgroups.raft.StateMachine;
import org.jspecify.annotations.Nullable;

/// Applies the log to this member's replica of the shared state, on the engine's thread.
final class LogMachine implements StateMachine {
  private final Consumer<List<Effect>> applied;
  private final Consumer<Map<String, Long>> skipped;
  private Replica replica = new Replica();

  /// @param applied is told of each entry
  /// @param skipped is told when entries were passed over
  LogMachine(Consumer<List<Effect>> applied, Consumer<Map<String, Long>> skipped) {
    this.applied = applied;
    this.skipped = skipped;
  }

  @Override
  public byte @Nullable [] apply(byte[] bytes, int offset, int length, boolean wantsResponse) {
    byte[] entry = Arrays.copyOfRange(bytes, offset, offset + length);
    Command command = (Command) Objects.requireNonNull(Codec.own().decode(entry));
    applied.accept(replica.apply(command));
    return null;
  }

  @Override
  public void readContentFrom(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    replica = (Replica) Objects.requireNonNull(Codec.own().decode(bytes));
    skipped.accept(replica.sessions());
  }

  @Override
  public void writeContentTo(DataOutput out) throws IOException {
    byte[] bytes = Codec.own().encode(replica);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
