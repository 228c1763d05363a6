package jasyncio.cli.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;

/// An agent that asks each jasyncio of the process that it was loaded into.
///
/// It uses the JDK alone: which jasyncio there is, if any, and in which class loader, is found out
/// in the process. There it is a service of the JDK, a tool.
public final class InspectionAgent {
  private static final String TOOL = "jasyncio";

  private InspectionAgent() {}

  /// Called by the JVM.
  ///
  /// @param arguments lines: the file that takes the answer, and the arguments of the tool. The
  ///   answer follows a line that is empty, or tells why there is none
  public static void agentmain(String arguments, Instrumentation jvm) throws IOException {
    List<String> lines = arguments.lines().toList();
    Path file = Path.of(lines.getFirst());
    Files.writeString(file, answer(lines.subList(1, lines.size()), jvm));
  }

  private static String answer(List<String> arguments, Instrumentation jvm) {
    var out = new StringWriter();
    var err = new StringWriter();
    try {
      Collection<ClassLoader> loaders = loadersOfOurs(jvm);
      Collection<ToolProvider> tools = toolsIn(loaders);
      if (tools.isEmpty() && !loaders.isEmpty()) {
        return "its jar lacks the file META-INF/services/" + ToolProvider.class.getName() + "\n";
      }
      for (ToolProvider tool : tools) {
        int code =
            tool.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        if (code != 0) {
          return err.toString();
        }
      }
      return "\n" + out;
    } catch (Throwable t) {
      return t + "\n";
    }
  }

  /// The class loaders that have loaded a class of jasyncio's public package.
  private static Collection<ClassLoader> loadersOfOurs(Instrumentation jvm) {
    return Arrays.stream(jvm.getAllLoadedClasses())
        .filter(loaded -> loaded.getPackageName().equals(TOOL))
        .map(loaded -> loaded.getClassLoader())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /// The tools of these class loaders, each once: a loader has those of its parents, too.
  private static Collection<ToolProvider> toolsIn(Collection<ClassLoader> loaders) {
    Map<Class<?>, ToolProvider> tools = new LinkedHashMap<>();
    for (ClassLoader loader : loaders) {
      ServiceLoader.load(ToolProvider.class, loader).stream()
          .filter(tool -> tool.type().getName().startsWith(TOOL + "."))
          .forEach(tool -> tools.computeIfAbsent(tool.type(), _ -> tool.get()));
    }
    return tools.values();
  }
}
