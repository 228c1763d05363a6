package jasyncio.internal.process;

import jasyncio.SubprocessOptions;
import java.io.File;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Sessions for children, by the command `setsid`: it makes a session and then becomes the program
/// that it is given, so that the child is that program, under its own number.
public final class Sessions {
  private static final String SETSID = "setsid";

  private Sessions() {}

  /// The words of `command`, with others before them if a session is wanted.
  ///
  /// @throws UnsupportedOperationException if there is no `setsid` here
  /// @throws FileNotFoundException if there is no such program: `setsid` would start, and then fail
  static List<String> command(List<String> command, SubprocessOptions options)
      throws FileNotFoundException {
    if (!options.startNewSession()) {
      return command;
    }
    String setsid =
        find(SETSID)
            .orElseThrow(() ->
                new UnsupportedOperationException(
                    "startNewSession needs the command setsid, which is not on the PATH"));
    String program = command.getFirst();
    if (program.indexOf(File.separatorChar) < 0 && find(program).isEmpty()) {
      throw new FileNotFoundException("Cannot run program \"" + program + "\": not on the PATH");
    }
    var words = new ArrayList<>(List.of(setsid));
    words.addAll(command);
    return words;
  }

  private static Optional<String> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString);
  }
}
