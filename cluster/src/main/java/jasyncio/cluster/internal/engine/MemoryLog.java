package jasyncio.cluster.internal.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jgroups.Address;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jspecify.annotations.Nullable;

/// The log of one member, in memory: a member that comes again is another one, with an empty log.
///
/// The engine's own log in memory outlives its member in a static map, and has no entry at the
/// place of a snapshot, without which a follower refuses all that comes after it.
///
/// Written by the engine's one thread, read by others, too: hence the lock.
final class MemoryLog implements Log {
  // entries first … last; the one at first is there for its term alone once the log was truncated
  private final List<LogEntry> entries = new ArrayList<>();
  private long first = 1;
  private long committed;
  private long term;
  private @Nullable Address votedFor;
  private @Nullable ByteBuffer snapshot;

  @Override
  public void init(String name, Map<String, String> arguments) {}

  @Override
  public Log useFsync(boolean use) {
    return this;
  }

  @Override
  public boolean useFsync() {
    return false;
  }

  @Override
  public void delete() {}

  @Override
  public void close() {}

  @Override
  public synchronized long currentTerm() {
    return term;
  }

  @Override
  public synchronized Log currentTerm(long newTerm) {
    term = newTerm;
    return this;
  }

  @Override
  public synchronized @Nullable Address votedFor() {
    return votedFor;
  }

  @Override
  public synchronized Log votedFor(@Nullable Address member) {
    votedFor = member;
    return this;
  }

  @Override
  public synchronized long commitIndex() {
    return committed;
  }

  @Override
  public synchronized Log commitIndex(long index) {
    committed = index;
    return this;
  }

  @Override
  public synchronized long firstAppended() {
    return first == 1 && entries.isEmpty() ? 0 : first;
  }

  @Override
  public synchronized long lastAppended() {
    return first + entries.size() - 1;
  }

  @Override
  public synchronized void setSnapshot(ByteBuffer bytes) {
    snapshot = bytes;
  }

  @Override
  public synchronized @Nullable ByteBuffer getSnapshot() {
    return snapshot == null ? null : snapshot.duplicate();
  }

  @Override
  public synchronized long append(long index, LogEntries added) {
    if (index != lastAppended() + 1) {
      throw new IllegalStateException("append at " + index + " after " + lastAppended());
    }
    added.forEach(entries::add);
    return lastAppended();
  }

  @Override
  public synchronized @Nullable LogEntry get(long index) {
    return index < first || index > lastAppended() ? null : entries.get((int) (index - first));
  }

  @Override
  public synchronized void truncate(long index) {
    long newFirst = Math.min(index, committed);
    if (newFirst > first) {
      entries.subList(0, (int) (newFirst - first)).clear();
      first = newFirst;
    }
  }

  @Override
  public synchronized void reinitializeTo(long index, LogEntry entry) {
    entries.clear();
    entries.add(entry);
    first = index;
    committed = index;
    term = Math.max(term, entry.term());
  }

  @Override
  public synchronized void deleteAllEntriesStartingFrom(long index) {
    if (index <= committed) {
      throw new IllegalStateException("entries from %d are committed".formatted(index));
    }
    if (index <= lastAppended()) {
      entries.subList((int) Math.max(0, index - first), entries.size()).clear();
    }
  }

  @Override
  public synchronized void forEach(ObjLongConsumer<LogEntry> action, long from, long to) {
    for (long index = Math.max(from, first); index <= Math.min(to, lastAppended()); index++) {
      action.accept(entries.get((int) (index - first)), index);
    }
  }

  @Override
  public synchronized void forEach(ObjLongConsumer<LogEntry> action) {
    forEach(action, first, lastAppended());
  }

  @Override
  public synchronized long sizeInBytes() {
    return entries.stream().mapToLong(LogEntry::length).sum();
  }
}
