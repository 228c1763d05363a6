package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jasyncio.cli.Recording.Moment;
import jasyncio.cli.Recording.Place;
import jasyncio.cli.Recording.Stay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Recordings as one self-contained HTML page: see `explain.html` and `explain.js`.
final class RecordingPage {
  private final Recording recording;

  // equal stacks are written once: a task that loops is suspended in the same places
  private final Map<List<Place>, Integer> stacks = new LinkedHashMap<>();

  private RecordingPage(Recording recording) {
    this.recording = recording;
  }

  static String of(String title, List<Recording> recordings) {
    var json = Json.of(recordings.stream().map(each -> new RecordingPage(each).json()).toList());
    return resource("explain.html")
        .replace("{{title}}", escaped(title))
        .replace("{{script}}", resource("explain.js"))
        .replace("{{recordings}}", json);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String resource(String name) {
    try (var in = requireNonNull(RecordingPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  private Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("program", recording.program());
    json.put("loop", recording.loop());
    json.put("complete", recording.complete());
    json.put("sources", recording.sources());
    json.put(
        "actors",
        recording.actors().stream()
            .map(actor -> Map.of("name", actor.name(), "task", actor.task()))
            .toList());
    json.put("moments", recording.moments().stream().map(this::json).toList());
    json.put("ready", recording.ready().stream().map(RecordingPage::json).toList());
    json.put("timers", recording.timers().stream().map(RecordingPage::json).toList());
    json.put("waits", recording.waits().stream().map(this::json).toList());
    json.put("stacks", stacks.keySet().stream().map(RecordingPage::json).toList());
    return json;
  }

  private Map<String, Object> json(Moment moment) {
    var json = new LinkedHashMap<String, Object>();
    json.put("turn", moment.turn());
    json.put("at", moment.begin());
    json.put("took", moment.end() - moment.begin());
    json.put("actor", moment.actor());
    json.put("queued", moment.queued());
    json.put("why", moment.why());
    json.put("then", moment.then());
    json.put("stack", numberOf(moment.stack()));
    return json;
  }

  private static List<Object> json(Stay stay) {
    return stay instanceof Recording.Timer timer
        ? List.of(timer.actor(), timer.from(), timer.to(), timer.due())
        : List.of(stay.actor(), stay.from(), stay.to());
  }

  private List<Object> json(Recording.Wait wait) {
    return List.of(wait.actor(), wait.from(), wait.to(), wait.what(), numberOf(wait.stack()));
  }

  private static List<Object> json(List<Place> stack) {
    return stack.stream()
        .<Object>map(place -> List.of(place.file(), place.line(), place.method()))
        .toList();
  }

  private int numberOf(List<Place> stack) {
    return stacks.computeIfAbsent(stack, _ -> stacks.size());
  }
}
