package jasyncio.cli;

import static java.util.stream.Collectors.joining;

import jasyncio.cli.Recording.Moment;
import jasyncio.cli.Recording.Stay;
import jasyncio.cli.Recording.Timer;
import jasyncio.cli.Recording.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// A recording as text, turn by turn.
final class RecordingText {
  private static final int LONGEST_LIST = 8;
  private static final int WIDEST_NAME = 24;

  private final Recording recording;
  private final StringBuilder text = new StringBuilder();
  private final int nameWidth;

  private final Stays<Recording.Ready> ready;
  private final Stays<Timer> timers;
  private final Stays<Wait> waits;

  private RecordingText(Recording recording) {
    this.recording = recording;
    this.ready = new Stays<>(recording.ready());
    this.timers = new Stays<>(recording.timers());
    this.waits = new Stays<>(recording.waits());
    this.nameWidth =
        Math.min(
            WIDEST_NAME,
            recording.actors().stream().mapToInt(actor -> actor.name().length()).max().orElse(0));
  }

  static String of(Recording recording) {
    var text = new RecordingText(recording);
    text.addAll();
    return text.text.toString();
  }

  /// A cursor over stays, from moment to moment, in the order of their beginnings.
  private static final class Stays<S extends Stay> {
    private final List<S> byBeginning;
    private final Set<S> present = new LinkedHashSet<>();
    private int next;

    Stays(List<S> stays) {
      byBeginning = stays.stream().sorted(Comparator.comparingInt(Stay::from)).toList();
    }

    /// The stays at `moment`, which must not be before that of an earlier call.
    List<S> at(int moment) {
      while (next < byBeginning.size() && byBeginning.get(next).from() <= moment) {
        present.add(byBeginning.get(next++));
      }
      present.removeIf(stay -> !stay.covers(moment));
      return List.copyOf(present);
    }

    List<S> from(int moment) {
      return at(moment).stream().filter(stay -> stay.from() == moment).toList();
    }
  }

  private void addAll() {
    line(
        "%s: %s, %s, %s on %s"
            .formatted(
                recording.program(),
                count(recording.turns(), "turn"),
                count(recording.steps(), "step"),
                time(recording.nanos()),
                recording.loop()));
    for (int i = 0; i < recording.moments().size(); i++) {
      var moment = recording.moments().get(i);
      if (moment.beginsTurn()) {
        addTurn(i, moment);
      } else {
        addStep(i, moment);
      }
    }
    if (!recording.complete()) {
      line("");
      line("the recording stops here; the program went on");
    }
  }

  private void addTurn(int index, Moment turn) {
    line("");
    line("turn %d at %s: the loop %s".formatted(turn.turn(), time(turn.begin()), turn.why()));
    addList("ready", ready.at(index).stream().map(this::nameOf).toList());
    addList(
        "timers",
        sorted(timers.at(index), Timer::due)
            .map(timer -> nameOf(timer) + " " + until(timer.due() - turn.end()))
            .toList());
    addList(
        "waiting",
        waits.at(index).stream().map(wait -> nameOf(wait) + " for " + wait.what()).toList());
  }

  private static <S> Stream<S> sorted(List<S> stays, ToLongFunction<S> key) {
    return stays.stream().sorted(Comparator.comparingLong(key));
  }

  private static String until(long nanos) {
    return nanos > 0 ? "in " + time(nanos) : "due";
  }

  private void addList(String title, List<String> items) {
    if (!items.isEmpty()) {
      line("  %-8s %s".formatted(title, listed(items)));
    }
  }

  private static String listed(List<String> items) {
    var shown = items.stream().limit(LONGEST_LIST).collect(joining(", "));
    int more = items.size() - LONGEST_LIST;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private void addStep(int index, Moment step) {
    var parts = new ArrayList<String>();
    parts.add(step.why());
    var woken = ready.from(index).stream().map(this::nameOf).toList();
    if (!woken.isEmpty()) {
      parts.add("makes ready: " + listed(woken));
    }
    if (!step.then().isEmpty()) {
      parts.add(step.then());
    }
    var place = step.place();
    if (place != null) {
      parts.add("    at %s   %s".formatted(place, recording.lineAt(place)).stripTrailing());
    }
    var name = "> " + cut(recording.nameOf(step.actor()));
    for (var part : parts) {
      line(("  %-" + (nameWidth + 2) + "s  %s").formatted(name, part));
      name = "";
    }
  }

  private String nameOf(Stay stay) {
    return recording.nameOf(stay.actor());
  }

  private static String cut(String name) {
    return name.length() <= WIDEST_NAME ? name : name.substring(0, WIDEST_NAME - 1) + "…";
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  private static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /// At most four digits.
  static String time(long nanos) {
    if (nanos < 1_000_000) {
      return nanos / 1000 + " µs";
    }
    double millis = nanos / 1e6;
    if (millis < 100) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }
}
