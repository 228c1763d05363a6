package jasyncio.internal.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tasks of loops, in JSON for programs.
public final class Json {
  private Json() {}

  /// The document of a process.
  public static String of(long pid, List<LoopInfo> loops) {
    return "{\"pid\":" + pid + ",\"loops\":" + array(loops, Json::loop) + "}\n";
  }

  private static String loop(LoopInfo loop) {
    LoopInfo.Stuck stuck = loop.stuck();
    return "{\"name\":%s,\"engine\":%s,\"threadId\":%s,\"threadName\":%s,\"stuck\":%s,\"taskCount\":%s,\"tasks\":%s}"
        .formatted(
            string(loop.name()),
            string(loop.engine()),
            loop.threadId(),
            string(loop.threadName()),
            stuck == null ? "null" : stuck(stuck),
            loop.taskCount(),
            array(loop.tasks(), Json::task));
  }

  private static String stuck(LoopInfo.Stuck stuck) {
    return "{\"culprit\":%s,\"threadState\":%s,\"stack\":%s}"
        .formatted(
            string(stuck.culprit()),
            string(stuck.threadState()),
            array(stuck.stack(), Json::frame));
  }

  private static String task(TaskInfo task) {
    return "\n{\"id\":%s,\"name\":%s,\"state\":%s,\"waitsFor\":%s,\"awaitedBy\":%s,\"stack\":%s}"
        .formatted(
            task.id(),
            string(task.name()),
            string(task.state()),
            string(task.waitsFor()),
            array(task.awaitedBy(), String::valueOf),
            array(task.stack(), Json::frame));
  }

  static String frame(StackTraceElement frame) {
    return string(Stacks.text(frame));
  }

  static <T> String array(List<T> items, Function<T, String> form) {
    return items.stream().map(form).collect(joining(",", "[", "]"));
  }

  /// RFC 8259, section 7.
  static String string(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
