package jasyncio.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.junit.jupiter.api.Test;

class MemoryLogTest {
  private final MemoryLog log = new MemoryLog();

  private void append(long first, int... terms) {
    LogEntries entries = new LogEntries();
    for (int term : terms) {
      entries.add(new LogEntry(term, new byte[1]));
    }
    log.append(first, entries);
  }

  @Test
  void entriesAreFoundByTheirIndex() {
    append(1, 1, 1, 2);

    assertThat(log.firstAppended()).isEqualTo(1);
    assertThat(log.lastAppended()).isEqualTo(3);
    assertThat(log.get(3).term()).isEqualTo(2);
    assertThat(log.get(0)).isNull();
    assertThat(log.get(4)).isNull();
  }

  @Test
  void aTruncatedLogKeepsTheEntryThatNewOnesFollow() {
    append(1, 1, 1, 2);
    log.commitIndex(2);

    log.truncate(3);

    assertThat(log.firstAppended()).isEqualTo(2);
    assertThat(log.get(1)).isNull();
    assertThat(log.get(2).term()).isEqualTo(1);
    append(4, 2);
    assertThat(log.lastAppended()).isEqualTo(4);
  }

  @Test
  void aLogGoesOnAfterASnapshot() {
    append(1, 1);

    log.reinitializeTo(10, new LogEntry(3, null));

    assertThat(log.get(10).term()).isEqualTo(3);
    assertThat(log.commitIndex()).isEqualTo(10);
    append(11, 3);
    assertThat(log.get(11).term()).isEqualTo(3);
  }

  @Test
  void entriesThatWereNotAgreedToAreDeleted() {
    append(1, 1, 1, 1);
    log.commitIndex(1);

    log.deleteAllEntriesStartingFrom(2);

    assertThat(log.lastAppended()).isEqualTo(1);
    assertThatThrownBy(() -> log.deleteAllEntriesStartingFrom(1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aGapIsRefused() {
    assertThatThrownBy(() -> append(2, 1)).hasMessage("append at 2 after 0");
  }
}
