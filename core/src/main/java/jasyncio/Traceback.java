package jasyncio;

import jasyncio.internal.report.Stacks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows an exception for people: the program's frames, and which task awaited which.
///
/// ```
/// java.io.IOException: disk full
///     at Report.save(Report.java:31)
///     at Report.main(Report.java:12)
///   in saver, awaited by Task-1 in gather:
///     at Report.main(Report.java:14)
/// ```
///
/// Frames of jasyncio, and those of the JDK between them, are counted instead of shown; of those
/// that threw, the one that the program called stays. An exception keeps all its frames:
/// [Throwable#printStackTrace()] shows them, and so does this in debug mode.
///
/// Mirrors what `traceback.format_exception` gives.
public final class Traceback {
  private static final String FRAME = "\tat ";

  private final StringBuilder text = new StringBuilder();
  private final Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());

  private Traceback() {}

  /// The text for `failure`, its causes, what it suppressed, and the failures of a group; it ends
  /// with a line feed. If debug mode is the default ([LoopOptions#DEFAULTS]), this is what
  /// `printStackTrace` prints.
  public static String of(Throwable failure) {
    return of(failure, LoopOptions.DEFAULTS.debug());
  }

  static String of(Throwable failure, boolean whole) {
    if (whole) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      return text.toString();
    }
    Traceback traceback = new Traceback();
    traceback.add(failure, new StackTraceElement[0], "", "");
    return traceback.text.toString();
  }

  /// @param enclosing the stack trace of what `failure` is the cause of, or was suppressed by
  private void add(
      Throwable failure, StackTraceElement[] enclosing, String indent, String caption) {
    if (!shown.add(failure)) {
      line(indent + caption, "[shown above: " + failure + "]");
      return;
    }
    StackTraceElement[] trace = failure.getStackTrace();
    line(indent + caption, failure.toString());
    addFrames(indent, trace, trace.length - commonFrames(trace, enclosing));
    addPath(failure, indent);
    if (failure instanceof ExceptionGroup group) {
      addMembers(group, indent);
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (!isMember(failure, suppressed) && !(suppressed instanceof AwaitedAt)) {
        add(suppressed, trace, indent + "\t", "Suppressed: ");
      }
    }
    Throwable cause = failure.getCause();
    if (cause != null && !isMember(failure, cause)) {
      add(cause, trace, indent, "Caused by: ");
    }
  }

  private void line(String start, String line) {
    text.append(start).append(line).append(System.lineSeparator());
  }

  private void addMembers(ExceptionGroup group, String indent) {
    List<Throwable> members = group.exceptions();
    for (int i = 0; i < members.size(); i++) {
      String caption = "(" + (i + 1) + " of " + members.size() + ") ";
      add(members.get(i), new StackTraceElement[0], indent + "\t", caption);
    }
  }

  private static boolean isMember(Throwable failure, Throwable other) {
    return failure instanceof ExceptionGroup group
        && group.exceptions().stream().anyMatch(member -> member == other);
  }

  private void addPath(Throwable failure, String indent) {
    for (AwaitedAt place : AsyncPath.of(failure)) {
      String from = place.from();
      List<String> frames = framesOfAwait(place.getStackTrace());
      line(
          indent + "  ",
          (from == null ? "" : "in " + from + ", ")
              + place.getMessage()
              + (frames.isEmpty() ? "" : ":"));
      frames.forEach(frame -> line(indent, frame));
    }
  }

  /// At the end of a trace, the frames that it shares with `enclosing`.
  private static int commonFrames(StackTraceElement[] trace, StackTraceElement[] enclosing) {
    int common = 0;
    while (common < Math.min(trace.length, enclosing.length)
        && trace[trace.length - 1 - common].equals(enclosing[enclosing.length - 1 - common])) {
      common++;
    }
    return common;
  }

  private void addFrames(String indent, StackTraceElement[] trace, int end) {
    shown(trace, end).forEach(frame -> line(indent, frame));
    long more = Arrays.stream(trace, end, trace.length).filter(f -> !isEngine(f)).count();
    if (more > 0) {
      line(indent, "\t... " + more + " more");
    }
  }

  /// Where in the program `stack` is: its innermost frame that is not ours, unless all are.
  static String place(List<StackTraceElement> stack) {
    return Stacks.text(
        stack.stream().filter(frame -> !isEngine(frame)).findFirst().orElse(stack.getFirst()));
  }

  // Which frames

  /// The frames of an await: that it is one need not be said.
  private static List<String> framesOfAwait(StackTraceElement[] trace) {
    int start = 0;
    while (start < trace.length && isEngine(trace[start])) {
      start++;
    }
    StackTraceElement[] frames = Arrays.copyOfRange(trace, start, trace.length);
    return shown(frames, frames.length);
  }

  /// The first `end` frames of `trace`, in lines; whole, if there is nothing in them but ours.
  private static List<String> shown(StackTraceElement[] trace, int end) {
    List<String> lines = new ArrayList<>();
    if (Arrays.stream(trace, 0, end).allMatch(Traceback::isEngine)) {
      Arrays.stream(trace, 0, end).forEach(frame -> lines.add(FRAME + Stacks.text(frame)));
      return lines;
    }
    for (int i = 0; i < end; ) {
      int runEnd = endOfRun(trace, i, end);
      if (isRunOfOurs(trace, i, runEnd)) {
        addRun(lines, trace, i, runEnd, end);
      } else {
        Arrays.stream(trace, i, runEnd).forEach(frame -> lines.add(FRAME + Stacks.text(frame)));
      }
      i = runEnd;
    }
    return lines;
  }

  /// What frames of ours come to. Every coroutine has some below it; those at the end say nothing.
  private static void addRun(
      List<String> lines, StackTraceElement[] trace, int start, int runEnd, int end) {
    if (runEnd == end) {
      return;
    }
    StackTraceElement called = start == 0 ? lastOfOurs(trace, runEnd) : null;
    int cut = runEnd - start - (called == null ? 0 : 1);
    if (cut > 0) {
      lines.add("\t... " + cut + (cut == 1 ? " frame" : " frames") + " of jasyncio");
    }
    if (called != null) {
      lines.add(FRAME + Stacks.text(called));
    }
  }

  /// What the program called and that led to the exception, if it is ours.
  private static @Nullable StackTraceElement lastOfOurs(StackTraceElement[] trace, int runEnd) {
    return isOurs(trace[runEnd - 1]) ? trace[runEnd - 1] : null;
  }

  /// A run is of frames of the program, or of frames of none of its.
  private static int endOfRun(StackTraceElement[] trace, int start, int end) {
    int i = start;
    while (i < end && isEngine(trace[i]) == isEngine(trace[start])) {
      i++;
    }
    return i;
  }

  /// The JDK by itself, such as a sort that calls back, is part of what the program does.
  private static boolean isRunOfOurs(StackTraceElement[] trace, int start, int end) {
    return Arrays.stream(trace, start, end).anyMatch(Traceback::isOurs);
  }

  private static boolean isEngine(StackTraceElement frame) {
    String type = frame.getClassName();
    return isOurs(frame)
        || type.startsWith("java.")
        || type.startsWith("javax.")
        || type.startsWith("jdk.")
        || type.startsWith("sun.");
  }

  private static boolean isOurs(StackTraceElement frame) {
    String type = frame.getClassName();
    int end = type.lastIndexOf('.');
    return type.startsWith("jasyncio.")
        && (end == "jasyncio".length()
            || type.startsWith("jasyncio.internal.")
            || type.startsWith("jasyncio.test."));
  }
}
