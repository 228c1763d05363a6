package jasyncio.cli.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks the jasyncio of the process that it was loaded into what its loops do.
///
/// It uses the JDK alone, and calls jasyncio by name: which one there is, if any, and in which
/// class loader, is found out there.
public final class InspectionAgent {
  // of jasyncio, loaded as soon as there is a loop
  private static final String LOADED_WITH_LOOPS = "jasyncio.Strand";

  private InspectionAgent() {}

  /// Called by the JVM.
  ///
  /// @param arguments the form of the report, a blank, and the file that takes it: after a line of
  ///   its own that is empty, or says what went wrong. For `top`, its reports are asked for at a
  ///   socket beside the file
  public static void agentmain(String arguments, Instrumentation jvm) throws IOException {
    int blank = arguments.indexOf(' ');
    String form = arguments.substring(0, blank);
    Path file = Path.of(arguments.substring(blank + 1));
    Files.writeString(file, answer(form, file, jvm));
  }

  private static String answer(String form, Path file, Instrumentation jvm) {
    try {
      StringBuilder reports = new StringBuilder();
      for (Class<?> loaded : librariesIn(jvm)) {
        reports.append(report(form, file, loaded, jvm));
      }
      return "\n" + reports;
    } catch (Throwable t) {
      return t + "\n";
    }
  }

  /// One class of each jasyncio that has been used.
  private static List<Class<?>> librariesIn(Instrumentation jvm) {
    return Arrays.<Class<?>>stream(jvm.getAllLoadedClasses())
        .filter(loaded -> loaded.getName().equals(LOADED_WITH_LOOPS))
        .toList();
  }

  private static String report(String form, Path file, Class<?> loaded, Instrumentation jvm)
      throws ReflectiveOperationException {
    Module ours = InspectionAgent.class.getModule();
    if (loaded.getModule().isNamed()) {
      Map<String, Set<Module>> opens = Map.of("jasyncio", Set.of(ours));
      jvm.redefineModule(loaded.getModule(), Set.of(), Map.of(), opens, Set.of(), Map.of());
    }
    Class<?> inspection = Class.forName("jasyncio.Inspection", true, loaded.getClassLoader());
    boolean live = form.equals("top");
    Method report = inspection.getDeclaredMethod(live ? "top" : "report", String.class);
    report.setAccessible(true);
    return (String) report.invoke(null, live ? file + ".socket" : form);
  }
}
