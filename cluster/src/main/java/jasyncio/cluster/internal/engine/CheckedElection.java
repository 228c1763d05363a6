package jasyncio.cluster.internal.engine;

import org.jgroups.Message;
import org.jgroups.protocols.raft.ELECTION;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.protocols.raft.election.BaseElection;
import org.jgroups.protocols.raft.election.VoteRequest;

/// The engine's elections, which are called by the oldest member, but not by one that does not know
/// the voters yet: it would raise the term without end, and so depose the leader of those that do.
final class CheckedElection extends ELECTION {
  CheckedElection() {
    setId(ELECTION_ID);
  }

  @Override
  public synchronized BaseElection startVotingThread() {
    return raft.members().isEmpty() ? this : super.startVotingThread();
  }

  /// Calls an election if this is the member to do it. Any thread.
  void callIfDue() {
    if (view != null && isViewCoordinator() && raft.leader() == null && isMajorityAvailable()) {
      startVotingThread();
    }
  }

  @Override
  protected void handleMessage(Message message, RaftHeader header) {
    if (header instanceof VoteRequest && !message.src().equals(view.getCoord())) {
      return;
    }
    super.handleMessage(message, header);
  }
}
