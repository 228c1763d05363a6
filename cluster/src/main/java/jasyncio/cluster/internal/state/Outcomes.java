package jasyncio.cluster.internal.state;

import java.util.ArrayList;
import java.util.List;

/// Collects what follows of one command.
final class Outcomes {
  private final List<Effect> effects = new ArrayList<>();
  private long nextToken;

  /// @param token the first token to give
  Outcomes(long token) {
    this.nextToken = token;
  }

  void answer(Claim claim, Answer answer) {
    effects.add(new Effect.Answered(claim, answer));
  }

  void refuse(Claim claim, Answer.Reason reason, String text) {
    answer(claim, new Answer.Refused(reason, text));
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  /// Greater than all before.
  long nextToken() {
    return nextToken++;
  }

  List<Effect> effects() {
    return effects;
  }
}
