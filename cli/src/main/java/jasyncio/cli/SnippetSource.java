package jasyncio.cli;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;

/// The text that was typed, as JShell analyses it.
///
/// @param analysis used by one thread at a time
record SnippetSource(SourceCodeAnalysis analysis) {
  /// @param snippets the complete snippets
  /// @param rest the beginning of an incomplete one; empty if there is none
  record Split(List<String> snippets, String rest) {}

  Split split(String text) {
    var snippets = new ArrayList<String>();
    var rest = text;
    while (!rest.isBlank()) {
      var info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return new Split(snippets, rest);
        }
        case EMPTY -> {}
        case COMPLETE, COMPLETE_WITH_SEMI, UNKNOWN ->
            snippets.add(info.source() == null ? rest : info.source());
      }
      rest = info.remaining() == null ? "" : info.remaining();
    }
    return new Split(snippets, "");
  }

  /// The possible completions of the word that ends at `cursor`.
  List<String> completions(String text, int cursor) {
    int[] anchor = {cursor};
    var suggestions = analysis.completionSuggestions(text, cursor, anchor);
    int word = wordStart(text, cursor);
    if (anchor[0] < word) {
      return List.of();
    }
    var before = text.substring(word, anchor[0]);
    return suggestions.stream().map(s -> before + s.continuation()).distinct().toList();
  }

  static int wordStart(String text, int cursor) {
    int start = cursor;
    while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }
}
