package jasyncio.cluster.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cluster.internal.state.Command.Batch;
import jasyncio.cluster.internal.state.Command.End;
import jasyncio.cluster.internal.state.Command.Open;
import jasyncio.cluster.internal.state.Command.Operation;
import jasyncio.cluster.internal.wire.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final Name LOCK = new Name(Name.Kind.LOCK, "lock");
  private static final Name QUEUE = new Name(Name.Kind.QUEUE, "queue");

  private final Replica replica = new Replica();

  @BeforeEach
  void openSessions() {
    replica.apply(new Open("a"));
    replica.apply(new Open("b"));
  }

  private List<Effect> ask(String session, long sequence, Name name, Request request) {
    return replica.apply(
        new Batch(session, sequence, List.of(new Operation(name, sequence, request))));
  }

  private static Effect.Answered answered(String session, long number, Answer answer) {
    return new Effect.Answered(new Claim(session, number), answer);
  }

  @Test
  void aBatchThatComesAgainIsNotAppliedAgain() {
    ask("a", 1, QUEUE, new Request.Put(0, new byte[] {1}));

    List<Effect> effects = ask("a", 1, QUEUE, new Request.Put(0, new byte[] {1}));

    assertThat(effects).containsExactly(new Effect.Applied("a", 1));
    assertThat(ask("b", 1, QUEUE, new Request.Look()))
        .contains(answered("b", 1, new Answer.Size(1, 0)));
  }

  @Test
  void aSessionThatIsNotThereIsTold() {
    assertThat(ask("c", 1, LOCK, new Request.Acquire(1))).containsExactly(new Effect.Ended("c"));
  }

  @Test
  void theEndOfASessionPassesItsLockOn() {
    ask("a", 1, LOCK, new Request.Acquire(1));
    ask("b", 1, LOCK, new Request.Acquire(1));

    List<Effect> effects = replica.apply(new End("a", 1));

    assertThat(effects)
        .containsExactly(answered("b", 1, new Answer.Granted(2)), new Effect.Ended("a"));
  }

  @Test
  void aSessionThatSpokeMeanwhileIsNotEndedForSilence() {
    ask("a", 1, LOCK, new Request.Acquire(1));
    ask("a", 2, LOCK, new Request.Look());

    assertThat(replica.apply(new End("a", 1))).isEmpty();
  }

  @Test
  void structuresThatAreAsNewAreForgotten() {
    ask("a", 1, LOCK, new Request.Acquire(1));
    ask("a", 2, LOCK, new Request.Withdraw(1));
    ask("a", 3, QUEUE, new Request.Get());
    replica.apply(new End("a", 3));

    assertThat(replica.names()).isEmpty();
  }

  @Test
  void membersThatDisagreeAboutALimitAreRefused() {
    Name semaphore = new Name(Name.Kind.SEMAPHORE, "s");
    ask("a", 1, semaphore, new Request.Acquire(2));

    assertThat(ask("b", 1, semaphore, new Request.Acquire(3)).getFirst())
        .isEqualTo(
            answered(
                "b",
                1,
                new Answer.Refused(
                    Answer.Reason.OTHER_LIMIT, "3 permits asked for, 2 are in use")));
  }

  @Test
  void doneItemsCannotBeDoneAgain() {
    ask("a", 1, QUEUE, new Request.Put(0, new byte[1]));
    ask("a", 2, QUEUE, new Request.Get());
    ask("a", 3, QUEUE, new Request.Done(2));

    assertThat(ask("a", 4, QUEUE, new Request.Done(2)).getFirst())
        .isInstanceOfSatisfying(
            Effect.Answered.class,
            it ->
                assertThat(it.answer())
                    .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Answer.Reason.NOT_HELD)));
  }

  @Test
  void aGetterIsToldOfTheEndOnceNoItemCanComeBack() {
    ask("a", 1, QUEUE, new Request.Put(0, new byte[1]));
    ask("a", 2, QUEUE, new Request.Get());
    ask("b", 1, QUEUE, new Request.ShutDown(false));
    assertThat(ask("b", 2, QUEUE, new Request.Get())).containsExactly(new Effect.Applied("b", 2));

    List<Effect> effects = ask("a", 3, QUEUE, new Request.Done(2));

    assertThat(effects)
        .contains(
            answered(
                "b", 2, new Answer.Refused(Answer.Reason.SHUT_DOWN, "the queue is shut down")));
  }

  @Test
  void itemsThatAreGivenBackAfterAnImmediateEndAreDropped() {
    ask("a", 1, QUEUE, new Request.Put(0, new byte[1]));
    ask("a", 2, QUEUE, new Request.Get());
    ask("b", 1, QUEUE, new Request.ShutDown(true));
    ask("a", 3, QUEUE, new Request.Withdraw(2));

    assertThat(ask("b", 2, QUEUE, new Request.Look()))
        .contains(answered("b", 2, new Answer.Size(0, 0)));
  }

  @Test
  void aCopyGoesOnAsTheOriginalDoes() {
    Trial.forSeeds(
        Name.Kind.QUEUE,
        trial -> {
          for (int step = 0; step < 10; step++) {
            trial.request(trial.anySession(), new Request.Put(2, new byte[] {(byte) step}));
            trial.request(trial.anySession(), new Request.Get());
          }
          Replica copy = (Replica) Codec.own().decode(Codec.own().encode(trial.replica));
          Batch batch =
              new Batch(
                  trial.sessions.getFirst(),
                  1_000,
                  new ArrayList<>(List.of(new Operation(trial.name, 1_000, new Request.Look()))));

          assertThat(copy.apply(batch)).isEqualTo(trial.replica.apply(batch));
        });
  }
}
