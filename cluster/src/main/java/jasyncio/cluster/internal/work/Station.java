package jasyncio.cluster.internal.work;

import jasyncio.cluster.Member;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the dispatcher knows of one member, and has in hand there.
final class Station {
  final Member member;
  final Map<Long, Job> inFlight = new LinkedHashMap<>();

  // jobs for this member alone that wait for room
  final Deque<Job> waiting = new ArrayDeque<>();

  // null until it has said so
  @Nullable Set<String> functions;

  // functions that it runs for others, by its last word
  private int loadOfOthers;

  Station(Member member) {
    this.member = member;
  }

  boolean runs(String function) {
    return functions != null && functions.contains(function);
  }

  void noteLoad(int load) {
    loadOfOthers = Math.max(0, load - inFlight.size());
  }

  int load() {
    return inFlight.size() + loadOfOthers;
  }
}
