package jasyncio.cli;

import java.lang.reflect.InvocationTargetException;

/// The tasks of this process, as `jasyncio pstree` shows those of another.
final class OwnTasks {
  private OwnTasks() {}

  static String tree() {
    try {
      var report = Class.forName("jasyncio.Inspection").getDeclaredMethod("report", String.class);
      report.setAccessible(true);
      return (String) report.invoke(null, "pstree");
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the loop could not describe itself", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("called by name, as by the agent", e);
    }
  }
}
