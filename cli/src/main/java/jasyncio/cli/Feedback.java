package jasyncio.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.Locale;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// Prints the result of a snippet, as JShell does: values as `x ==> 42`.
record Feedback(JShell shell, PrintStream out, PrintStream err) {
  /// Prints the result of a snippet that threw nothing.
  ///
  /// @return whether it succeeded
  boolean tell(SnippetEvent event) {
    var snippet = event.snippet();
    return switch (event.status()) {
      case REJECTED -> {
        shell.diagnostics(snippet).filter(Diag::isError).forEach(error -> tell(error, snippet));
        yield false;
      }
      case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> {
        out.println(
            "created " + nameOf(snippet) + ", which cannot be used until " + missing(snippet));
        yield true;
      }
      case VALID, OVERWRITTEN, DROPPED, NONEXISTENT -> tellValue(event);
    };
  }

  private boolean tellValue(SnippetEvent event) {
    var value = event.value();
    if (value == null) { // it was cut short
      if (isExecutable(event.snippet())) {
        err.println("interrupted");
        return false;
      }
      return true;
    }
    var name = nameOfValue(event.snippet());
    if (name != null && !isNothing(event.snippet(), value)) {
      out.println(name + " ==> " + value);
    }
    return true;
  }

  private static boolean isExecutable(Snippet snippet) {
    return switch (snippet.kind()) {
      case VAR, EXPRESSION, STATEMENT -> true;
      case IMPORT, TYPE_DECL, METHOD, ERRONEOUS -> false;
    };
  }

  private static @Nullable String nameOfValue(Snippet snippet) {
    return switch (snippet) {
      case VarSnippet variable -> variable.name();
      case ExpressionSnippet expression -> expression.name();
      default -> null;
    };
  }

  /// Returns whether `value` is that of an expression without a value, such as `await(sleep(…))`.
  private static boolean isNothing(Snippet snippet, String value) {
    return value.equals("null") && snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  private static String nameOf(Snippet snippet) {
    return switch (snippet) {
      case MethodSnippet method -> method.name() + "(" + method.parameterTypes() + ")";
      case DeclarationSnippet declaration -> declaration.name();
      default -> snippet.source().strip();
    };
  }

  private String missing(Snippet snippet) {
    return snippet instanceof DeclarationSnippet declaration
        ? shell.unresolvedDependencies(declaration).collect(joining(", ")) + " is declared"
        : "it is";
  }

  private void tell(Diag error, Snippet snippet) {
    var message = error.getMessage(Locale.ENGLISH).lines().toList();
    err.println("error: " + message.getFirst());
    tellPlace(error, snippet.source());
    message.stream()
        .skip(1)
        .filter(line -> !line.strip().equals("location: class"))
        .forEach(err::println);
  }

  private void tellPlace(Diag error, String source) {
    int start = Math.clamp(error.getStartPosition(), 0, source.length());
    int end = Math.clamp(error.getEndPosition(), start, source.length());
    int lineStart = source.lastIndexOf('\n', start - 1) + 1;
    int lineEnd = source.indexOf('\n', start);
    lineEnd = lineEnd < 0 ? source.length() : lineEnd;
    err.println(source.substring(lineStart, lineEnd));
    int width = Math.max(1, Math.min(end, lineEnd) - start);
    err.println(" ".repeat(start - lineStart) + "^".repeat(width));
  }

  /// Prints the failure of a snippet.
  void tellFailure(SnippetEvent event, Throwable failure) {
    if (event.exception() instanceof UnresolvedReferenceException unresolved) {
      var snippet = unresolved.getSnippet();
      err.println(nameOf(snippet) + " cannot be used until " + missing(snippet));
    } else {
      failure.printStackTrace(err);
    }
  }
}
