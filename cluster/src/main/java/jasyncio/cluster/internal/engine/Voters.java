package jasyncio.cluster.internal.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which members vote. One change at a time, by one voter, as Raft wants it.
///
/// Their number is odd, as an even one outlives no more deaths, and at most five. In a cluster with
/// a fixed number of places it is that number, also while some are empty, so that two halves can
/// never both have a majority; where all members are on one machine, it follows the number of
/// members.
///
/// @param least how many there are at least, empty places included
record Voters(int least) {
  private static final int MOST = 5;

  /// The voters after the next change, or the same if there is none to make.
  ///
  /// @param voters now
  /// @param present the members that can be reached and are not about to leave, the oldest first
  /// @param leaving the members that are about to leave
  /// @param self the leader, which is the last to go
  List<String> next(List<String> voters, List<String> present, Set<String> leaving, String self) {
    List<String> alive = new ArrayList<>(voters);
    alive.retainAll(present);
    Set<String> counted = new HashSet<>(voters);
    counted.removeAll(leaving);
    counted.addAll(present);
    int wanted = Math.max(least, odd(Math.min(counted.size(), MOST)));
    List<String> next = new ArrayList<>(voters);
    List<String> candidates = new ArrayList<>(present);
    candidates.removeAll(voters);
    if (alive.size() < wanted && !candidates.isEmpty()) {
      next.add(candidates.getFirst());
    } else if (voters.size() > wanted) {
      next.remove(oneToGo(voters, Set.copyOf(alive), self));
    }
    return next;
  }

  private static int odd(int number) {
    return number % 2 == 0 ? Math.max(1, number - 1) : number;
  }

  /// One that is gone, before one that is there.
  private static String oneToGo(List<String> voters, Set<String> alive, String self) {
    return voters.stream()
        .filter(voter -> !alive.contains(voter))
        .findFirst()
        .orElseGet(
            () -> voters.stream().filter(voter -> !voter.equals(self)).findFirst().orElse(self));
  }

  /// The first voters: the members that found the cluster, and empty places up to the least number.
  List<String> first(List<String> founders) {
    List<String> voters = new ArrayList<>(founders);
    for (int place = 1; voters.size() < least; place++) {
      voters.add("(empty place " + place + ")");
    }
    return voters;
  }

  /// Whether these can found the cluster.
  boolean mayFound(int founders) {
    return founders > least / 2;
  }
}
