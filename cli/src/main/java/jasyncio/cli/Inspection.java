package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An inspection of another process: makes its JVM load an agent that asks the jasyncio there.
///
/// The process needs no preparation, and its loops may be stuck: the JVM answers on a thread of its
/// own.
final class Inspection {
  private Inspection() {}

  /// The tasks of the loops of process `pid`.
  ///
  /// @param form `ps`, `pstree` or `dump`
  /// @param all tells whether every task and every frame is wanted
  /// @throws NotInspectable if there is no loop, or no way to see it
  static String report(long pid, String form, boolean all) throws NotInspectable {
    List<String> arguments = all ? List.of(form, "--all") : List.of(form);
    return inspect(pid, folder -> reportThrough(folder, pid, arguments));
  }

  /// The usage of the loops of process `pid` from now on.
  ///
  /// @throws NotInspectable if there is no loop, or no way to see it
  static LiveView live(long pid) throws NotInspectable {
    return inspect(pid, folder -> viewThrough(folder, pid, "top", List.of()));
  }

  /// A monitor in process `pid`, which runs until the view is closed; its address is the view's
  /// greeting.
  ///
  /// @param port the port it listens on; zero for any
  /// @param cancel true if its page may cancel tasks
  /// @throws NotInspectable if there is no loop, or no way to see it, or the port is taken
  static LiveView monitor(long pid, int port, boolean cancel) throws NotInspectable {
    String number = Integer.toString(port);
    List<String> options = cancel ? List.of(number, "cancel") : List.of(number);
    return inspect(pid, folder -> viewThrough(folder, pid, "monitor", options));
  }

  /// An inspection whose answer arrives in a file, or over a socket, in a folder of its own.
  private interface Look<T> {
    T through(Path folder)
        throws NotInspectable,
            IOException,
            AttachNotSupportedException,
            AgentLoadException,
            AgentInitializationException;
  }

  private static <T> T inspect(long pid, Look<T> look) throws NotInspectable {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new NotInspectable("no such process");
    }
    try {
      // no other user can enter it, whatever the permissions of the files in it
      Path folder = Files.createTempDirectory("jasyncio-");
      try {
        return look.through(folder);
      } finally {
        Files.deleteIfExists(reportIn(folder));
        Files.deleteIfExists(socketIn(folder));
        Files.deleteIfExists(folder);
      }
    } catch (AttachNotSupportedException e) {
      throw new NotInspectable("not a JVM, or one that does not let itself be attached to", e);
    } catch (AgentLoadException | AgentInitializationException e) {
      throw new NotInspectable("its JVM takes no agents: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new NotInspectable("cannot attach to it: " + e.getMessage(), e);
    }
  }

  private static Path reportIn(Path folder) {
    return folder.resolve("report");
  }

  private static Path socketIn(Path folder) {
    return folder.resolve("socket");
  }

  /// Gives `files` to the user of the process, in this order: the folder is to be the last, for in
  /// a folder of theirs that user could put a link in the place of a file.
  private static void handOver(List<Path> files, long pid) throws IOException, NotInspectable {
    try {
      for (Path file : files) {
        handOver(file, pid);
      }
    } catch (FileSystemException e) {
      throw new NotInspectable("it belongs to another user: only that one and root may attach", e);
    }
  }

  private static void handOver(Path file, long pid) throws IOException {
    Path process = Path.of("/proc/" + pid);
    if (Files.exists(process) && !Files.getOwner(process).equals(Files.getOwner(file))) {
      Files.setOwner(file, Files.getOwner(process)); // root may inspect a process of another user
    }
  }

  private static LiveView viewThrough(Path folder, long pid, String form, List<String> options)
      throws NotInspectable,
          IOException,
          AttachNotSupportedException,
          AgentLoadException,
          AgentInitializationException {
    Path socket = socketIn(folder);
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      List<String> arguments = new ArrayList<>(List.of(form, socket.toString()));
      arguments.addAll(options);
      String greeting = reportThrough(folder, pid, arguments, socket);
      return new LiveView(server, greeting);
    }
  }

  /// Has the process write its answer.
  ///
  /// @param files the others that it needs
  private static String reportThrough(Path folder, long pid, List<String> arguments, Path... files)
      throws NotInspectable,
          IOException,
          AttachNotSupportedException,
          AgentLoadException,
          AgentInitializationException {
    Path report = Files.createFile(reportIn(folder));
    List<Path> all = new ArrayList<>(List.of(files));
    all.add(report);
    all.add(folder);
    handOver(all, pid);
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
    try {
      jvm.loadAgent(
          agent().toString(), report.toAbsolutePath() + "\n" + String.join("\n", arguments));
    } finally {
      jvm.detach();
    }
    return read(report);
  }

  /// The agent's jar, beside our own.
  private static Path agent() {
    try {
      var jar =
          Path.of(Inspection.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.resolveSibling("jasyncio-cli-agent.jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a jar is no URI", e);
    }
  }

  /// Reads the answer; see `InspectionAgent#agentmain`.
  private static String read(Path file) throws IOException, NotInspectable {
    String answer;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      answer = new String(in.readAllBytes(), UTF_8);
    }
    int end = answer.indexOf('\n');
    if (end != 0) {
      throw new NotInspectable(
          "its jasyncio says: " + (end < 0 ? answer : answer.substring(0, end)));
    }
    if (answer.length() == 1) {
      throw new NotInspectable("no event loop runs in it");
    }
    return answer.substring(1);
  }
}
