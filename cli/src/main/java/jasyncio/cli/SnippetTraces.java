package jasyncio.cli;

import static java.util.Objects.requireNonNull;

import jasyncio.ExceptionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/// Translates stack traces to the lines that were typed: `REPL.f(#2:3)` is line 3 of the second
/// snippet, in method `f`. Any thread.
final class SnippetTraces {
  // the package and prefix of JShell's classes around snippets
  private static final String PREFIX = "REPL.$JShell$";
  private static final Pattern FRAME =
      Pattern.compile("(REPL\\.\\$JShell\\$[\\w$]+)\\.([\\w$<>]+)\\([\\w$]+\\.java:(\\d+)\\)");
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

  private final Map<String, Source> sources = new ConcurrentHashMap<>();

  /// @param lines the lines of the snippet, for each line of the class around it; they begin with 1
  private record Source(String id, List<Integer> lines) {
    static Source of(String id, SnippetWrapper snippet) {
      var lines = new ArrayList<Integer>();
      int end = -1;
      for (var line : snippet.wrapped().split("\n", -1)) {
        end += line.length() + 1; // where the snippet's part of the line is, if it has one
        lines.add(lineAt(snippet.source(), snippet.wrappedToSourcePosition(Math.max(0, end - 1))));
      }
      return new Source(id, List.copyOf(lines));
    }

    private static int lineAt(String text, int position) {
      var before = text.substring(0, Math.clamp(position, 0, text.length()));
      return 1 + (int) before.chars().filter(c -> c == '\n').count();
    }

    int line(int wrapped) {
      return wrapped > 0 && wrapped <= lines.size() ? lines.get(wrapped - 1) : 1;
    }
  }

  boolean knows(String className) {
    return sources.containsKey(className);
  }

  void learn(String id, SnippetWrapper snippet) {
    sources.put(snippet.fullClassName(), Source.of(id, snippet));
  }

  /// Removes, from the traces of `thrown`, its causes and its suppressed exceptions, all frames
  /// below the outermost snippet and the frames of jasyncio itself.
  void shorten(Throwable thrown) {
    shorten(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void shorten(@Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    thrown.setStackTrace(shortened(thrown.getStackTrace()));
    shorten(thrown.getCause(), seen);
    for (var suppressed : thrown.getSuppressed()) {
      shorten(suppressed, seen);
    }
    if (thrown instanceof ExceptionGroup group) {
      group.exceptions().forEach(inner -> shorten(inner, seen));
    }
  }

  private StackTraceElement[] shortened(StackTraceElement[] trace) {
    int end = trace.length;
    while (end > 0 && !trace[end - 1].getClassName().startsWith(PREFIX)) {
      end--;
    }
    return end == 0
        ? trace
        : Arrays.stream(trace, 0, end)
            .filter(frame -> !frame.getClassName().startsWith("jasyncio."))
            .map(this::translated)
            .toArray(StackTraceElement[]::new);
  }

  private StackTraceElement translated(StackTraceElement frame) {
    var type = frame.getClassName();
    if (!type.startsWith(PREFIX)) {
      return frame;
    }
    int nested = type.indexOf('$', PREFIX.length());
    var source = sources.get(nested < 0 ? type : type.substring(0, nested));
    if (source == null) {
      return frame;
    }
    return new StackTraceElement(
        nested < 0 ? "REPL" : type.substring(nested + 1),
        methodName(frame.getMethodName()),
        "#" + source.id(),
        source.line(frame.getLineNumber()));
  }

  private static String methodName(String name) {
    var lambda = LAMBDA.matcher(name);
    var method = lambda.matches() ? requireNonNull(lambda.group(1)) : name;
    return method.startsWith("do_it$") ? "<snippet>" : method;
  }

  /// A text with frames of snippets in it.
  String translated(String text) {
    return FRAME.matcher(text).replaceAll(frame -> Matcher.quoteReplacement(translated(frame)));
  }

  private String translated(MatchResult frame) {
    int line = Integer.parseInt(frame.group(3));
    return translated(new StackTraceElement(frame.group(1), frame.group(2), null, line)).toString();
  }
}
