package jasyncio.internal.observe;

import jasyncio.MonitorOptions;
import jasyncio.internal.report.Json;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/// The tool by which the command line sees the loops of a process: a service of the JDK, so that an
/// agent finds it in whatever class loader jasyncio is.
///
/// | arguments | output |
/// |---|---|
/// | `ps`, `pstree` or `dump`, and perhaps `--all` | a report |
/// | `top SOCKET` | a line; the reports go to the listener at SOCKET, a path, see [TopSession] |
/// | `monitor SOCKET PORT`, and perhaps `cancel` | the address of a page, see [MonitorSession] |
///
/// There is no output if no loop runs.
public final class InspectionTool implements ToolProvider {
  private static final int FAILED = 1;

  /// For [java.util.ServiceLoader].
  public InspectionTool() {}

  @Override
  public String name() {
    return "jasyncio";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    try {
      out.print(answer(List.of(arguments)));
      out.flush();
      return 0;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      err.println(e.getMessage());
      err.flush();
      return FAILED;
    }
  }

  private static String answer(List<String> arguments) throws IOException {
    if (LoopView.running().isEmpty()) {
      return "";
    }
    String form = arguments.getFirst();
    return switch (form) {
      case "top" -> {
        TopSession.start(Path.of(arguments.get(1)));
        yield "top\n";
      }
      case "monitor" ->
          MonitorSession.start(Path.of(arguments.get(1)), monitorOptions(arguments)) + "\n";
      default -> report(form, arguments.contains("--all"));
    };
  }

  private static MonitorOptions monitorOptions(List<String> arguments) {
    return MonitorOptions.DEFAULTS
        .withPort(Integer.parseInt(arguments.get(2)))
        .withCancel(arguments.contains("cancel"));
  }

  private static String report(String form, boolean all) {
    List<LoopInfo> loops = Inspection.loops(all ? Inspection.Extent.ALL : Inspection.Extent.USUAL);
    if (loops.isEmpty()) {
      return "";
    }
    return switch (form) {
      case "ps" -> Report.ps(loops);
      case "pstree" -> Report.pstree(loops);
      case "dump" -> Json.of(ProcessHandle.current().pid(), loops);
      default -> throw new IllegalStateException("expected ps, pstree or dump: " + form);
    };
  }
}
