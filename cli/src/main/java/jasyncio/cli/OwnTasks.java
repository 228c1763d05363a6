package jasyncio.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;

/// The tasks of this process, as `jasyncio pstree` shows those of another.
final class OwnTasks {
  private OwnTasks() {}

  static String tree() {
    var out = new StringWriter();
    var err = new StringWriter();
    var tool = ToolProvider.findFirst("jasyncio").orElseThrow();
    if (tool.run(new PrintWriter(out), new PrintWriter(err), "pstree") != 0) {
      throw new IllegalStateException("the loop could not describe itself: " + err);
    }
    return out.toString();
  }
}
