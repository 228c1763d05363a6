package jasyncio.cluster.internal;

import jasyncio.cluster.Member;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.state.Effect;
import java.util.List;
import java.util.Map;

/// What connects a member to the others: membership, messages, and the log that all apply.
///
/// Called on the member's loop, and calls its [Sink] there.
public interface Fabric {
  /// Connects, and calls `sink` from now on. Suspends.
  ///
  /// @throws Exception if that fails
  void start(Sink sink) throws Exception;

  /// Sends `frame`, in order with those before to the same member. Lost if the member is.
  void send(Member to, byte[] frame);

  /// Proposes an entry of the log: see [jasyncio.cluster.internal.session.Journal].
  void propose(Command command);

  /// The ids of the members that vote on what gets into the log; empty while they are not known.
  List<String> voters();

  /// Disconnects, after what was sent and proposed before. Suspends. May be repeated.
  void close();

  /// What a fabric tells its member.
  interface Sink {
    /// The members that can be reached, this one included, in an order that is the same for all.
    void membersAre(List<Member> members);

    /// A member does not answer.
    void suspected(Member member);

    /// A frame has come.
    void received(Member from, byte[] frame);

    /// The next entry of the log was applied.
    void applied(List<Effect> effects);

    /// Entries were passed over, and their effects with them. These are the sessions since, with
    /// the sequence numbers of their last batches.
    void skipped(Map<String, Long> sessions);

    /// Another member leads the log, or none.
    ///
    /// @param here whether this one does
    void leaderChanged(boolean here);
  }
}
