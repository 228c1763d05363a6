package jasyncio.cli.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An agent that asks the jasyncio of the process into which it was loaded for the state of its
/// loops.
///
/// It uses the JDK alone, and calls jasyncio by name: whether the process has one, and in which
/// class loader, is found out there.
public final class InspectionAgent {
  // a class of jasyncio that is loaded as soon as there is a loop
  private static final String LOADED_WITH_LOOPS = "jasyncio.internal.loop.LoopThread";

  private InspectionAgent() {}

  /// Called by the JVM.
  ///
  /// @param arguments the form of the report, a blank, and the file for the answer. The first line
  ///   of the file is empty, or contains the error. If there is a socket beside the file, the
  ///   inspection lasts as long as a connection to it
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
    } catch (InvocationTargetException e) {
      return e.getCause() + "\n";
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
    Path socket = Path.of(file + ".socket");
    return Files.exists(socket)
        ? call(inspection, "live", form, socket.toString())
        : call(inspection, "report", form);
  }

  private static String call(Class<?> inspection, String method, String... arguments)
      throws ReflectiveOperationException {
    Class<?>[] types = new Class<?>[arguments.length];
    Arrays.fill(types, String.class);
    Method found = inspection.getDeclaredMethod(method, types);
    found.setAccessible(true);
    return (String) found.invoke(null, (Object[]) arguments);
  }
}
