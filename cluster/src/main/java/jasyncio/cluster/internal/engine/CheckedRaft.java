package jasyncio.cluster.internal.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.protocols.raft.AppendEntriesRequest;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.protocols.raft.Role;
import org.jspecify.annotations.Nullable;

/// The engine's consensus, with what it lacks for members that come and go:
///
/// - A follower takes a commit for its own entries only if they are the leader's. The engine does
///   not look, so that one that was cut off as leader could apply what was never agreed to.
/// - A leader commits entries of earlier leaders only along with one of its own (Raft, section
///   5.4.2).
/// - Followers are told of each commit, once. The engine tells them with the next entry or after a
///   pause, or else answers each word of theirs with another one, which never ends under load.
/// - Members that have missed entries get them also while there is always something else to do.
/// - A change of the voters states all of them, so that a member which comes later learns them from
///   the log.
final class CheckedRaft extends RAFT {
  private static final short PROTOCOL_ID = RAFT_ID;
  private static final String SEPARATOR = ",";

  private final Consumer<State> changed;

  // the engine's own thread
  private long nextResend;

  /// What others may know without the engine's locks.
  ///
  /// @param voters none as long as they are not known
  record State(@Nullable Address leader, List<String> voters) {
    static final State UNKNOWN = new State(null, List.of());
  }

  /// @param changed is told of each change, on the engine's threads
  CheckedRaft(String id, Consumer<State> changed) {
    this.changed = changed;
    setId(PROTOCOL_ID);
    raftId(id);
    log(new MemoryLog());
    maxLogCacheSize(0);
  }

  @Override
  public void handleUpRequest(Message message, RaftHeader header) {
    if (header instanceof AppendEntriesRequest request
        && isEmpty(message)
        && !hasEntriesOf(request)) {
      return;
    }
    super.handleUpRequest(message, header);
  }

  private static boolean isEmpty(Message message) {
    return !(message instanceof ObjectMessage object)
        || !(object.getObject() instanceof LogEntries entries)
        || entries.size() == 0;
  }

  /// By the log matching property: a last entry that is of this leader's term came from it, and all
  /// before it agree with the leader's.
  private boolean hasEntriesOf(AppendEntriesRequest request) {
    LogEntry last = log().get(lastAppended());
    return last != null && last.term() == request.currTerm();
  }

  @Override
  protected RAFT commitLogTo(long index, boolean serializeResponse) {
    LogEntry entry = log().get(Math.min(index, lastAppended()));
    if (isLeader() && entry != null && entry.term() != currentTerm()) {
      return this;
    }
    long before = commitIndex();
    super.commitLogTo(index, serializeResponse);
    if (isLeader() && commitIndex() > before) {
      announceCommit();
    }
    return this;
  }

  private void announceCommit() {
    long term = currentTerm();
    var header = new AppendEntriesRequest(getAddress(), term, 0, 0, term, commitIndex());
    Message message = new ObjectMessage(null, null).putHeader(id, header);
    down_prot.down(message.setFlag(Message.TransientFlag.DONT_LOOPBACK));
  }

  @Override
  protected void process(List<Request> requests) {
    super.process(requests);
    long now = System.nanoTime();
    if (now - nextResend > 0) {
      nextResend = now + TimeUnit.MILLISECONDS.toNanos(resendInterval());
      flushCommitTable();
    }
  }

  @Override
  protected RAFT changeRole(Role role) {
    super.changeRole(role);
    tellState();
    return this;
  }

  private void tellState() {
    changed.accept(new State(leader(), List.copyOf(members())));
  }

  // Voters

  /// What [#addServer] takes for a change to these voters.
  static String namesOf(List<String> voters) {
    return String.join(SEPARATOR, voters);
  }

  /// Sets the voters that a cluster begins with, where none are known yet.
  void found(List<String> voters) {
    if (members().isEmpty()) {
      members(voters);
      tellState();
    }
  }

  @Override
  protected void _addServer(String names) {
    List<String> voters = List.of(names.split(SEPARATOR));
    members(voters);
    boolean votes = voters.contains(raft_id);
    if (isLeader() && !votes) {
      setLeaderAndTerm(null); // the next is found as soon as the others notice
    } else if (!isLeader()) {
      changeRole(votes ? Role.Follower : Role.Learner);
    }
    tellState();
  }
}
