package jasyncio;

import jasyncio.internal.base.StackFilter;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.report.Stacks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The readable text of an exception: the program's frames, and which task awaited which.
///
/// ```
/// java.io.IOException: disk full
///     at Report.save(Report.java:31)
///     at Report.main(Report.java:12)
///   in saver, awaited by Task-1 in gather:
///     at Report.main(Report.java:14)
/// ```
///
/// Of the frames of jasyncio between those of the program, and of those that threw, one is shown:
/// that of the operation that the program called. Those of `await` are left out. An exception keeps
/// all its frames: [Throwable#printStackTrace()] shows them, and so does this in debug mode.
///
/// Mirrors the result of `traceback.format_exception`.
public final class Traceback {
  private static final String FRAME = "\tat ";

  private final StringBuilder text = new StringBuilder();
  private final Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());

  private Traceback() {}

  /// The text for `failure`, its causes, its suppressed exceptions, and the failures of a group; it
  /// ends with a line feed. If debug mode is the default ([LoopOptions#DEFAULTS]), this is the
  /// output of `printStackTrace`.
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

  /// @param enclosing the stack trace of the exception that has `failure` as its cause, or
  ///   suppressed it
  private void add(
      Throwable failure, StackTraceElement[] enclosing, String indent, String caption) {
    if (!shown.add(failure)) {
      line(indent + caption, "[shown above: " + TextForms.ofFailure(failure) + "]");
      return;
    }
    StackTraceElement[] trace = failure.getStackTrace();
    line(indent + caption, TextForms.ofFailure(failure));
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

  /// The number of frames at the end of a trace that it shares with `enclosing`.
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
    long more = Arrays.stream(trace, end, trace.length).filter(StackFilter::isProgram).count();
    if (more > 0) {
      line(indent, "\t... " + more + " more");
    }
  }

  /// The place of `stack` in the program: its innermost frame that belongs to the program, or else
  /// the innermost one.
  static String place(List<StackTraceElement> stack) {
    return Stacks.text(
        stack.stream().filter(StackFilter::isProgram).findFirst().orElse(stack.getFirst()));
  }

  // The choice of frames

  /// The frames of an await, without those of the await itself.
  private static List<String> framesOfAwait(StackTraceElement[] trace) {
    int start = 0;
    while (start < trace.length && !StackFilter.isProgram(trace[start])) {
      start++;
    }
    StackTraceElement[] frames = Arrays.copyOfRange(trace, start, trace.length);
    return shown(frames, frames.length);
  }

  /// The first `end` frames of `trace`, in lines. Of a trace without a frame of the program, the
  /// frames down to the first of jasyncio.
  private static List<String> shown(StackTraceElement[] trace, int end) {
    List<StackTraceElement> frames =
        Arrays.stream(trace).anyMatch(StackFilter::isProgram)
            ? StackFilter.condensed(trace, end)
            : Arrays.asList(trace).subList(0, Math.min(end, toFirstOfLibrary(trace)));
    return frames.stream().map(frame -> FRAME + Stacks.text(frame)).toList();
  }

  private static int toFirstOfLibrary(StackTraceElement[] trace) {
    int count = 0;
    while (count < trace.length) {
      if (StackFilter.isLibrary(trace[count++])) {
        break;
      }
    }
    return count;
  }
}
