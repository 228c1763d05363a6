package jasyncio.cli;

import java.util.List;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command or option that somebody may have meant.
final class Suggestion {
  private Suggestion() {}

  /// A question that follows the message of `e`; empty if nothing is similar.
  static String after(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched ? question(unmatched) : "";
  }

  private static String question(UnmatchedArgumentException e) {
    String word = e.getUnmatched().getFirst();
    if (word.endsWith(".java")) {
      return ", did you mean `run " + word + "`?";
    }
    List<String> similar = e.getSuggestions();
    return similar.isEmpty() ? "" : ", did you mean `" + similar.getFirst() + "`?";
  }
}
