package jasyncio.cluster.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each structure does what a plain model says, which keeps everything in one list and looks at all
/// of it every time. `-Djasyncio.cluster.seeds=N` sets the number of random histories.
class ModelTest {
  private static final int STEPS = 40;

  @ParameterizedTest
  @CsvSource({"LOCK, 1", "SEMAPHORE, 3", "ELECTION, 1"})
  void permitsAreHeldByTheFirstInLine(Name.Kind kind, int limit) {
    Trial.forSeeds(
        kind,
        trial -> {
          List<Claim> line = new ArrayList<>();
          for (int step = 0; step < STEPS; step++) {
            int choice = trial.random.nextInt(10);
            if (choice < 6) {
              line.add(trial.request(trial.anySession(), new Request.Acquire(limit)));
            } else if (choice < 9 && !line.isEmpty()) {
              Claim claim = trial.any(line);
              trial.withdraw(claim);
              line.remove(claim);
            } else if (choice == 9) {
              String ended = trial.endAnySession();
              line.removeIf(claim -> claim.session().equals(ended));
            }
            List<Claim> holders = line.subList(0, Math.min(limit, line.size()));
            assertThat(holders).allMatch(trial.answers::containsKey);
            assertThat(line.subList(holders.size(), line.size()))
                .noneMatch(trial.answers::containsKey);
            assertThat(tokens(trial, holders)).doesNotHaveDuplicates().isSorted();
          }
          assertThat(allTokens(trial)).doesNotHaveDuplicates().isSorted();
        });
  }

  private static List<Long> tokens(Trial trial, List<Claim> claims) {
    return claims.stream()
        .map(claim -> ((Answer.Granted) trial.answers.get(claim)).token())
        .toList();
  }

  private static List<Long> allTokens(Trial trial) {
    return trial.answers.values().stream()
        .filter(Answer.Granted.class::isInstance)
        .map(answer -> ((Answer.Granted) answer).token())
        .toList();
  }

  @Test
  void everyWaitThatMeetsASetEventGoesOn() {
    Trial.forSeeds(
        Name.Kind.EVENT,
        trial -> {
          boolean set = false;
          List<Claim> waiting = new ArrayList<>();
          for (int step = 0; step < STEPS; step++) {
            int choice = trial.random.nextInt(10);
            if (choice < 5) {
              waiting.add(trial.request(trial.anySession(), new Request.AwaitMark()));
            } else if (choice < 7) {
              set = trial.random.nextBoolean();
              trial.request(trial.anySession(), new Request.Mark(set));
            } else if (choice < 9 && !waiting.isEmpty()) {
              Claim claim = trial.any(waiting);
              trial.withdraw(claim);
              waiting.remove(claim);
            } else if (choice == 9) {
              String ended = trial.endAnySession();
              waiting.removeIf(claim -> claim.session().equals(ended));
            }
            if (set) {
              assertThat(waiting).allMatch(trial.answers::containsKey);
              waiting.clear();
            }
            assertThat(waiting).noneMatch(trial.answers::containsKey);
            Claim look = trial.request(trial.anySession(), new Request.Look());
            assertThat(trial.answers.get(look)).isEqualTo(new Answer.Marked(set));
          }
        });
  }

  @Test
  void aBarrierLetsThroughAsManyAsItHasParties() {
    int parties = 3;
    Trial.forSeeds(
        Name.Kind.BARRIER,
        trial -> {
          List<Claim> waiting = new ArrayList<>();
          for (int step = 0; step < STEPS; step++) {
            int choice = trial.random.nextInt(10);
            if (choice < 7) {
              waiting.add(trial.request(trial.anySession(), new Request.Arrive(parties)));
            } else if (choice < 9 && !waiting.isEmpty()) {
              Claim claim = trial.any(waiting);
              trial.withdraw(claim);
              waiting.remove(claim);
            } else if (choice == 9) {
              String ended = trial.endAnySession();
              waiting.removeIf(claim -> claim.session().equals(ended));
            }
            if (waiting.size() == parties) {
              for (int place = 0; place < parties; place++) {
                assertThat(trial.answers.get(waiting.get(place)))
                    .isEqualTo(new Answer.Place(place));
              }
              waiting.clear();
            }
            assertThat(waiting).noneMatch(trial.answers::containsKey);
          }
        });
  }

  /// A queue as one list: each item is waiting for room, there, at work with a claim, or done.
  private static final class QueueModel {
    static final int MAXSIZE = 4;

    // the numbers of items in the order in which they were put
    final List<Integer> waiting = new ArrayList<>();
    final Map<Integer, Claim> putters = new HashMap<>();
    final TreeMap<Integer, Integer> there = new TreeMap<>(); // item by place
    final Map<Claim, Integer> places = new HashMap<>(); // places of items at work
    final Map<Claim, Integer> atWork = new HashMap<>();
    final List<Claim> getters = new ArrayList<>();
    int nextPlace;

    void settle() {
      boolean again = true;
      while (again) {
        again = false;
        if (!there.isEmpty() && !getters.isEmpty()) {
          var first = there.pollFirstEntry();
          Claim getter = getters.removeFirst();
          atWork.put(getter, first.getValue());
          places.put(getter, first.getKey());
          again = true;
        }
        if (!waiting.isEmpty() && there.size() < MAXSIZE) {
          there.put(nextPlace++, waiting.removeFirst());
          again = true;
        }
      }
    }

    void giveBack(Claim claim) {
      if (atWork.containsKey(claim)) {
        there.put(places.remove(claim), atWork.remove(claim));
      }
    }

    void end(String session) {
      getters.removeIf(claim -> claim.session().equals(session));
      waiting.removeIf(item -> putters.get(item).session().equals(session));
      List.copyOf(atWork.keySet()).stream()
          .filter(claim -> claim.session().equals(session))
          .forEach(this::giveBack);
    }
  }

  @Test
  void aQueueGivesEachItemToOneAtATimeAndInOrder() {
    Trial.forSeeds(
        Name.Kind.QUEUE,
        trial -> {
          QueueModel model = new QueueModel();
          int items = 0;
          for (int step = 0; step < STEPS; step++) {
            int choice = trial.random.nextInt(20);
            if (choice < 6) {
              byte[] item = {(byte) items};
              Claim claim =
                  trial.request(trial.anySession(), new Request.Put(QueueModel.MAXSIZE, item));
              model.putters.put(items, claim);
              model.waiting.add(items++);
            } else if (choice < 11) {
              model.getters.add(trial.request(trial.anySession(), new Request.Get()));
            } else if (choice < 14 && !model.atWork.isEmpty()) {
              Claim taken = trial.any(List.copyOf(model.atWork.keySet()));
              trial.request(taken.session(), new Request.Done(taken.number()));
              model.atWork.remove(taken);
              model.places.remove(taken);
            } else if (choice < 16 && !model.atWork.isEmpty()) {
              Claim taken = trial.any(List.copyOf(model.atWork.keySet()));
              trial.withdraw(taken);
              model.giveBack(taken);
            } else if (choice < 18 && !model.getters.isEmpty()) {
              Claim getter = trial.any(model.getters);
              trial.withdraw(getter);
              model.getters.remove(getter);
            } else if (choice == 18) {
              model.end(trial.endAnySession());
            }
            model.settle();
            checkQueue(trial, model);
          }
        });
  }

  private static void checkQueue(Trial trial, QueueModel model) {
    assertThat(model.getters).noneMatch(trial.answers::containsKey);
    model.atWork.forEach((claim, item) -> {
      Answer.Item given = (Answer.Item) trial.answers.get(claim);
      assertThat(given.item()[0]).isEqualTo(item.byteValue());
    });
    model.waiting.forEach(
        item -> assertThat(trial.answers).doesNotContainKey(model.putters.get(item)));
    Claim look = trial.request(trial.anySession(), new Request.Look());
    assertThat(trial.answers.get(look))
        .isEqualTo(new Answer.Size(model.there.size(), model.atWork.size()));
  }
}
