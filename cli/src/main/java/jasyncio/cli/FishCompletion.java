package jasyncio.cli;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completions of a command in the language of the shell fish, which picocli does not write.
///
/// A line tells a condition (`-n`), a word to complete there (`-a`) or an option (`-l`, `-s`), and
/// its description (`-d`).
final class FishCompletion {
  private FishCompletion() {}

  /// The script for `command` and its subcommands.
  static String of(CommandSpec command) {
    String name = command.name();
    return Stream.concat(
            Stream.concat(commands(name, command), options(name, "__fish_use_subcommand", command)),
            command.subcommands().values().stream()
                .map(sub -> sub.getCommandSpec())
                .flatMap(sub -> options(name, "__fish_seen_subcommand_from " + sub.name(), sub)))
        .collect(joining("\n", "", "\n"));
  }

  private static Stream<String> commands(String name, CommandSpec command) {
    return command.subcommands().values().stream()
        .map(sub -> sub.getCommandSpec())
        .map(sub ->
            "complete -c %s -n __fish_use_subcommand -f -a %s -d %s"
                .formatted(name, sub.name(), quoted(sub.usageMessage().description())));
  }

  private static Stream<String> options(String name, String condition, CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(option ->
            "complete -c %s -n '%s'%s%s -d %s"
                .formatted(
                    name, condition, names(option), values(option), quoted(option.description())));
  }

  private static String names(OptionSpec option) {
    return Stream.of(option.names())
        .map(
            name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
        .collect(joining());
  }

  private static String values(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    Iterable<String> candidates = option.completionCandidates();
    return candidates == null
        ? " -r"
        : StreamSupport.stream(candidates.spliterator(), false)
            .collect(joining(" ", " -x -a '", "'"));
  }

  /// The first line of a description, without what picocli would fill in.
  private static String quoted(String[] description) {
    String line = description.length == 0 ? "" : description[0];
    return "'" + line.replaceAll(": \\$\\{.*", "").replace("'", "\\'") + "'";
  }
}
