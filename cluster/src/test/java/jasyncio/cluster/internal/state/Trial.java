package jasyncio.cluster.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cluster.internal.state.Command.Batch;
import jasyncio.cluster.internal.state.Command.End;
import jasyncio.cluster.internal.state.Command.Open;
import jasyncio.cluster.internal.state.Command.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.function.Executable;

/// Random requests of three sessions to one structure, one command each, and all that was answered.
///
/// Sessions end now and then, and begin again under another id.
final class Trial {
  private static final int SEEDS = Integer.getInteger("jasyncio.cluster.seeds", 1_000);

  final SplittableRandom random;
  final Name name;
  final Replica replica = new Replica();
  final List<String> sessions = new ArrayList<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private long nextNumber = 1;
  private int begun;

  // what each claim has been answered, also by a later command
  final Map<Claim, Answer> answers = new LinkedHashMap<>();

  interface Body {
    void run(Trial trial) throws Throwable;
  }

  private Trial(long seed, Name.Kind kind) {
    random = new SplittableRandom(seed);
    name = new Name(kind, "x");
    for (int i = 0; i < 3; i++) {
      begin();
    }
  }

  /// Runs `body` once for each seed.
  static void forSeeds(Name.Kind kind, Body body) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Trial trial = new Trial(seed, kind);
      assertThatNothingIsThrown("seed " + seed, () -> body.run(trial));
    }
  }

  private static void assertThatNothingIsThrown(String when, Executable body) {
    try {
      body.execute();
    } catch (Throwable t) {
      throw new AssertionError("with " + when, t);
    }
  }

  private void begin() {
    String session = "session" + begun++;
    sessions.add(session);
    apply(new Open(session));
  }

  String anySession() {
    return sessions.get(random.nextInt(sessions.size()));
  }

  /// Sends a request of `session` and gives its claim.
  Claim request(String session, Request request) {
    long number = nextNumber++;
    long sequence = sequences.merge(session, 1L, Long::sum);
    Batch batch = new Batch(session, sequence, List.of(new Operation(name, number, request)));
    apply(batch);
    if (random.nextInt(10) == 0) {
      apply(batch); // as a member does that does not know whether it was applied
    }
    return new Claim(session, number);
  }

  void withdraw(Claim claim) {
    request(claim.session(), new Request.Withdraw(claim.number()));
  }

  /// Ends a session, and begins another.
  String endAnySession() {
    String session = sessions.remove(random.nextInt(sessions.size()));
    apply(new End(session, Long.MAX_VALUE));
    begin();
    return session;
  }

  private void apply(Command command) {
    for (Effect effect : replica.apply(command)) {
      if (effect instanceof Effect.Answered(Claim claim, Answer answer)) {
        assertThat(answers.put(claim, answer)).as("an earlier answer to %s", claim).isNull();
      }
    }
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
